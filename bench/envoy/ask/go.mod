module ask

go 1.25
