import { request } from "node:http";
import type { RequestHandler } from "express";
import type { Upstream } from "./routes";

/** Passes a request on to the service behind a prefix and streams its answer back. */
export function forward(upstream: Upstream): RequestHandler {
  return (incoming, outgoing) => {
    const target = new URL(incoming.url, upstream.url);
    const onward = request(
      target,
      { method: incoming.method, headers: { ...incoming.headers, host: target.host } },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.on("error", () => {
      if (!outgoing.headersSent) outgoing.status(502).json({ message: `${upstream.prefix} is adrift` });
    });
    incoming.pipe(onward);
  };
}
