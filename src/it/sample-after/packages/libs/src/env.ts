/** Ends the process at once, and says why, if a variable is missing that the service cannot work without. */
export function requireEnv(...names: string[]): void {
  const missing = names.filter((name) => !process.env[name]);
  if (missing.length === 0) return;
  console.error(`missing environment variables: ${missing.join(", ")}`);
  process.exit(1);
}
