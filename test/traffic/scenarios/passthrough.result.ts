/** What a client is told, by where it connects to and how. */
export type PassthroughResult = Readonly<Record<string, string>>;
