// Reads a JSON list of templates with their data from standard input, and writes what text/template makes of each.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strings"
	"text/template"

	"template-oracle/hostname"
)

type request struct {
	Template string
	Data     struct {
		Name, DisplayName, Namespace, Mesh, Zone string
		Labels                                   map[string]string
	}
}

type answer struct {
	Kind    string  `json:"kind"`
	Text    *string `json:"text,omitempty"`
	Message string  `json:"message,omitempty"`
}

func main() {
	var requests []request
	if err := json.NewDecoder(os.Stdin).Decode(&requests); err != nil {
		log.Fatal(err)
	}
	answers := make([]answer, len(requests))
	for i, r := range requests {
		answers[i] = ask(r)
	}
	out := json.NewEncoder(os.Stdout)
	out.SetEscapeHTML(false)
	if err := out.Encode(answers); err != nil {
		log.Fatal(err)
	}
}

func ask(r request) answer {
	label := func(key string) (string, error) {
		value, ok := r.Data.Labels[key]
		if !ok {
			return "", fmt.Errorf("label %s not found", key)
		}
		return value, nil
	}
	parsed, err := template.New("").Funcs(template.FuncMap{"label": label}).Parse(r.Template)
	if err != nil {
		return answer{Kind: "invalid", Message: err.Error()}
	}
	var text strings.Builder
	d := r.Data
	if err := parsed.Execute(&text, hostname.Of(d.Name, d.DisplayName, d.Namespace, d.Mesh, d.Zone)); err != nil {
		return answer{Kind: "error", Message: err.Error()}
	}
	result := text.String()
	return answer{Kind: "ok", Text: &result}
}
