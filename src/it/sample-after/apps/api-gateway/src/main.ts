import express from "express";
import { requireEnv } from "@harbour/libs/env";
import { prisma } from "@harbour/libs/prisma";
import { log } from "@harbour/utils/log";
import { forward } from "./forward";
import { upstreams } from "./routes";

requireEnv("DATABASE_URL");

const app = express();
const port = Number(process.env.PORT ?? 4000);

app.get("/health", (_request, response) => {
  response.json({ status: "afloat" });
});

/** The start page shows how busy the harbour is. */
app.get("/stats", async (_request, response, next) => {
  try {
    response.json({ berths: await prisma.berth.count(), listings: await prisma.listing.count() });
  } catch (reason) {
    next(reason);
  }
});

for (const upstream of upstreams) app.use(upstream.prefix, forward(upstream));

const server = app.listen(port, () => log("api-gateway", "info", `listening on ${port}`));

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    server.close(() => void prisma.$disconnect().finally(() => process.exit(0)));
  });
}
