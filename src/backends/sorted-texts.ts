/** Labels or annotations sorted by key; `isWritten` leaves some out. */
export function sortedTexts(
  texts: Readonly<Record<string, string>>,
  isWritten: (key: string) => boolean = () => true,
): Record<string, string> {
  const sorted: Record<string, string> = {};
  for (const key of Object.keys(texts).sort()) if (isWritten(key)) sorted[key] = texts[key];
  return sorted;
}
