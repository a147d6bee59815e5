// Reads the YAML documents of a file with sigs.k8s.io/yaml, as Kuma and kubectl do, and writes them to another.
package main

import (
	"bufio"
	"bytes"
	"log"
	"os"

	"sigs.k8s.io/yaml"
)

func main() {
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	file, err := os.Create(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	out := bufio.NewWriter(file)
	for i, document := range bytes.Split(text, []byte("\n---\n")) {
		var value map[string]any
		if err := yaml.Unmarshal(document, &value); err != nil {
			log.Fatal(err)
		}
		written, err := yaml.Marshal(value)
		if err != nil {
			log.Fatal(err)
		}
		if i > 0 {
			out.WriteString("---\n")
		}
		out.Write(written)
	}
	if err := out.Flush(); err != nil {
		log.Fatal(err)
	}
	if err := file.Close(); err != nil {
		log.Fatal(err)
	}
}
