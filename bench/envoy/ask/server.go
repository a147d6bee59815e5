package main

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"strconv"
)

// Connections are closed after the answer, so that what stays open does not count as memory of the configuration.
func serve(folder string) {
	certificate, err := tls.LoadX509KeyPair(folder+"/server.crt", folder+"/server.key")
	must(err)
	secure := &tls.Config{Certificates: []tls.Certificate{certificate}}
	go bytes(listen(7001))
	go bytes(tls.NewListener(listen(7441), secure))
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(true)
	protocols.SetUnencryptedHTTP2(true)
	for port := range 2 {
		plain := &http.Server{Handler: http.HandlerFunc(mirror), Protocols: &protocols}
		go plain.Serve(listen(7002 + port))
		withTls := &http.Server{Handler: http.HandlerFunc(mirror), Protocols: &protocols, TLSConfig: secure.Clone()}
		go withTls.ServeTLS(listen(7442+port), "", "")
	}
	select {}
}

func listen(port int) net.Listener {
	listener, err := net.Listen("tcp4", ":"+strconv.Itoa(port))
	must(err)
	return listener
}

func mirror(answer http.ResponseWriter, request *http.Request) {
	answer.Header().Set("Connection", "close")
	fmt.Fprint(answer, request.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr).IP)
}

func bytes(listener net.Listener) {
	for {
		connection, err := listener.Accept()
		must(err)
		go func() {
			defer connection.Close()
			if n, _ := connection.Read(make([]byte, 16)); n > 0 {
				fmt.Fprint(connection, connection.LocalAddr().(*net.TCPAddr).IP)
			}
		}()
	}
}
