package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// Each question has a connection of its own.
func ask(one service) (string, error) {
	connection, err := net.DialTimeout("tcp", net.JoinHostPort(one.Vip, strconv.Itoa(one.Port)), 5*time.Second)
	if err != nil {
		return "", err
	}
	defer connection.Close()
	connection.SetDeadline(time.Now().Add(10 * time.Second))
	switch one.Protocol {
	case "tcp":
		connection.Write([]byte("?"))
		said, err := io.ReadAll(connection)
		return string(said), err
	case "http":
		fmt.Fprintf(connection, "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", one.Host)
		answer, err := http.ReadResponse(bufio.NewReader(connection), nil)
		return body(answer, err)
	default:
		return grpc(connection, one.Host)
	}
}

func grpc(connection net.Conn, host string) (string, error) {
	var protocols http.Protocols
	protocols.SetUnencryptedHTTP2(true)
	transport := &http.Transport{Protocols: &protocols, Dial: func(_, _ string) (net.Conn, error) { return connection, nil }}
	defer transport.CloseIdleConnections()
	request, err := http.NewRequest("POST", "http://"+host+"/bench.Bench/Ask", nil)
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/grpc")
	answer, err := transport.RoundTrip(request)
	return body(answer, err)
}

func body(answer *http.Response, err error) (string, error) {
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(answer.Body)
	return string(text), err
}
