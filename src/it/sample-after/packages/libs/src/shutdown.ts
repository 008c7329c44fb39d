/** Runs the last steps of a service once the platform asks it to stop, and ends it then. */
export function onShutdown(close: () => Promise<unknown>): void {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}
