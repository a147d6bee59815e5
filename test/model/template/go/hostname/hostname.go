// Package hostname holds the type that templates are applied to. Go prints the name of the package and of the type in its
// messages, so both are those of Kuma.
package hostname

type meshedName struct {
	Name        string
	DisplayName string
	Namespace   string
	Mesh        string
	Zone        string
}

// Of returns the value that a template sees as its dot.
func Of(name, displayName, namespace, mesh, zone string) any {
	return meshedName{name, displayName, namespace, mesh, zone}
}
