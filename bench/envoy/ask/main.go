// Asks services, and answers for them: fast enough that what is measured is the proxy between.
//
//	ask serve FOLDER   servers with the certificate in FOLDER, on all addresses; each says at which one it was reached
//	ask all FILE       asks every service of FILE until the right server has answered
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

type service struct {
	Vip      string `json:"vip"`
	Port     int    `json:"port"`
	Protocol string `json:"protocol"`
	At       string `json:"at"`
	Host     string `json:"host"`
}

const (
	workers = 16
	limit   = 3 * time.Minute
	pause   = 5 * time.Millisecond
)

func main() {
	if os.Args[1] == "serve" {
		serve(os.Args[2])
	}
	text, err := os.ReadFile(os.Args[2])
	must(err)
	var all []service
	must(json.Unmarshal(text, &all))
	askAll(all)
}

func askAll(all []service) {
	var next, again atomic.Int64
	var group sync.WaitGroup
	end := time.Now().Add(limit)
	for range workers {
		group.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(all)); i = next.Add(1) - 1 {
				again.Add(askUntil(all[i], end))
			}
		})
	}
	group.Wait()
	fmt.Println(again.Load())
}

// How often a service had to be asked again.
func askUntil(one service, end time.Time) (again int64) {
	for {
		said, err := ask(one)
		if err == nil && said == one.At {
			return again
		}
		if time.Now().After(end) {
			must(fmt.Errorf("%v never answered: %q, %v", one, said, err))
		}
		again++
		time.Sleep(pause)
	}
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
