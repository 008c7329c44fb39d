import express from "express";
import { requireEnv } from "@harbour/libs/env";
import { requireRole } from "@harbour/libs/guard";
import { prisma } from "@harbour/libs/prisma";
import { onShutdown } from "@harbour/libs/shutdown";
import { log } from "@harbour/utils/log";
import { page } from "./page";

requireEnv("DATABASE_URL", "ACCESS_TOKEN_SECRET");

const app = express();
const port = Number(process.env.PORT ?? 4105);

app.get("/health", (_request, response) => {
  response.json({ status: "afloat" });
});

app.use(requireRole("HARBOUR_MASTER"));

app.get("/berths/waiting", async (request, response, next) => {
  try {
    response.json(await prisma.berth.findMany({ where: { approved: false }, ...page(request.query.page) }));
  } catch (reason) {
    next(reason);
  }
});

app.post("/berths/:id/approve", async (request, response, next) => {
  try {
    const { id } = request.params;
    response.json(await prisma.berth.update({ where: { id }, data: { approved: true } }));
  } catch (reason) {
    next(reason);
  }
});

app.get("/accounts", async (request, response, next) => {
  try {
    const select = { id: true, email: true, role: true, createdAt: true };
    response.json(await prisma.account.findMany({ select, ...page(request.query.page) }));
  } catch (reason) {
    next(reason);
  }
});

const server = app.listen(port, () => log("admin-service", "info", `listening on ${port}`));

onShutdown(() => new Promise((done) => server.close(done)));
