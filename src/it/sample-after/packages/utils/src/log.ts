type Level = "info" | "warn" | "error";

/** Writes one JSON line, which the log shipper of the platform picks up. */
export function log(service: string, level: Level, message: string, details: object = {}): void {
  console.log(JSON.stringify({ at: new Date().toISOString(), service, level, message, ...details }));
}
