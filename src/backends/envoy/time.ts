/** A time in milliseconds as protobuf writes a duration in JSON: `5s`, `0.25s`. */
export const duration = (milliseconds: number): string => `${milliseconds / 1000}s`;
