import express from "express";
import { requireEnv } from "@harbour/libs/env";
import { prisma } from "@harbour/libs/prisma";
import { onShutdown } from "@harbour/libs/shutdown";
import { log } from "@harbour/utils/log";
import { alsoSeen } from "./score";

requireEnv("DATABASE_URL");

const DAY = 86_400_000;

const app = express();
const port = Number(process.env.PORT ?? 4107);

app.get("/health", (_request, response) => {
  response.json({ status: "afloat" });
});

app.get("/listings/:id", async (request, response, next) => {
  try {
    const days = Number(process.env.RECOMMENDATION_DAYS ?? "30");
    const views = await prisma.view.findMany({ where: { at: { gte: new Date(Date.now() - days * DAY) } } });
    const ids = alsoSeen(request.params.id, views).slice(0, 8);
    response.json(await prisma.listing.findMany({ where: { id: { in: ids } } }));
  } catch (reason) {
    next(reason);
  }
});

const server = app.listen(port, () => log("recommendation-service", "info", `listening on ${port}`));

onShutdown(() => new Promise((done) => server.close(done)));
