// Reads a JSON list of YAML texts from standard input, and writes what sigs.k8s.io/yaml makes of each: the JSON of its
// first document, and how many documents its stream has.
package main

import (
	"encoding/json"
	"errors"
	"io"
	"log"
	"os"
	"strings"

	"sigs.k8s.io/yaml"
	goyaml "sigs.k8s.io/yaml/goyaml.v2"
)

type answer struct {
	JSON      *string `json:"json,omitempty"`
	Error     string  `json:"error,omitempty"`
	Documents int     `json:"documents"` // -1 when one of them cannot be read
}

func main() {
	var texts []string
	if err := json.NewDecoder(os.Stdin).Decode(&texts); err != nil {
		log.Fatal(err)
	}
	answers := make([]answer, len(texts))
	for i, text := range texts {
		answers[i] = ask(text)
	}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	if err := out.Encode(answers); err != nil {
		log.Fatal(err)
	}
}

func ask(text string) answer {
	documents := count(text)
	value, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		return answer{Error: err.Error(), Documents: documents}
	}
	found := string(value)
	return answer{JSON: &found, Documents: documents}
}

func count(text string) int {
	decoder := goyaml.NewDecoder(strings.NewReader(text))
	for n := 0; ; n++ {
		var value any
		err := decoder.Decode(&value)
		if errors.Is(err, io.EOF) {
			return n
		}
		if err != nil {
			return -1
		}
	}
}
