import { createServer } from "node:http";
import express from "express";
import { WebSocket, WebSocketServer } from "ws";
import { follow } from "./stream";

const app = express();
const port = Number(process.env.PORT ?? 4108);
const recent: string[] = [];

app.get("/health", (_request, response) => {
  response.json({ status: "afloat" });
});

app.get("/recent", (_request, response) => {
  response.type("text/plain").send(recent.join("\n"));
});

const server = createServer(app);
const sockets = new WebSocketServer({ server });

follow((line) => {
  recent.push(line);
  if (recent.length > 500) recent.shift();
  for (const client of sockets.clients) if (client.readyState === WebSocket.OPEN) client.send(line);
}).catch((reason) => console.error("no log stream:", reason.message));

server.listen(port, () => console.log(`logger-service listens on ${port}`));

process.on("SIGTERM", () => process.exit(0));
