/** What a client is told, by where it connects to. */
export type RedirectResult = Readonly<Record<string, string>>;
