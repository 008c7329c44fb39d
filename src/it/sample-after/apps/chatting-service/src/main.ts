import { createServer } from "node:http";
import express from "express";
import { WebSocketServer } from "ws";
import { requireEnv } from "@harbour/libs/env";
import { prisma } from "@harbour/libs/prisma";
import { onShutdown } from "@harbour/libs/shutdown";
import { read } from "@harbour/libs/token";
import { log } from "@harbour/utils/log";
import { join, tell } from "./rooms";

requireEnv("DATABASE_URL", "ACCESS_TOKEN_SECRET");

const app = express();
const port = Number(process.env.PORT ?? 4106);

app.get("/health", (_request, response) => {
  response.json({ status: "afloat" });
});

app.get("/rooms/:room", async (request, response, next) => {
  try {
    const { room } = request.params;
    response.json(await prisma.message.findMany({ where: { room }, orderBy: { at: "desc" }, take: 50 }));
  } catch (reason) {
    next(reason);
  }
});

const server = createServer(app);

new WebSocketServer({ server, path: "/ws" }).on("connection", (socket, request) => {
  const query = new URL(request.url ?? "/", "ws://chat").searchParams;
  const claims = read(query.get("token") ?? "");
  const room = query.get("room");
  if (!claims || !room) {
    socket.close(4403);
    return;
  }
  join(room, socket);
  socket.on("message", async (data) => {
    const body = data.toString().slice(0, 2000);
    tell(room, JSON.stringify({ sender: claims.sub, body }));
    await prisma.message
      .create({ data: { room, sender: claims.sub, body } })
      .catch((reason) => log("chatting-service", "error", "message lost", { reason: String(reason) }));
  });
});

server.listen(port, () => log("chatting-service", "info", `listening on ${port}`));

onShutdown(async () => {
  server.close();
  await prisma.$disconnect();
});
