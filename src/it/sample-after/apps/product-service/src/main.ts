import express from "express";
import { requireEnv } from "@harbour/libs/env";
import { kafka, TOPICS } from "@harbour/libs/kafka";
import { onShutdown } from "@harbour/libs/shutdown";
import { log } from "@harbour/utils/log";
import { one, page } from "./listings";

requireEnv("DATABASE_URL");

const app = express();
const port = Number(process.env.PORT ?? 4102);
const producer = kafka("product-service").producer();
let connected = false;

app.get("/health", (_request, response) => {
  response.json({ status: "afloat" });
});

app.get("/", async (request, response, next) => {
  try {
    response.json(await page(Number(request.query.page ?? 1)));
  } catch (reason) {
    next(reason);
  }
});

app.get("/:id", async (request, response, next) => {
  try {
    const listing = await one(request.params.id);
    if (!listing) {
      response.status(404).json({ message: "not in this harbour" });
      return;
    }
    if (connected) {
      const value = JSON.stringify({ listing: listing.id, visitor: request.ip });
      await producer.send({ topic: TOPICS.views, messages: [{ value }] });
    }
    response.json(listing);
  } catch (reason) {
    next(reason);
  }
});

const server = app.listen(port, () => log("product-service", "info", `listening on ${port}`));

producer.connect().then(
  () => (connected = true),
  (reason) => log("product-service", "warn", "views are not recorded", { reason: String(reason) }),
);

onShutdown(() => new Promise((done) => server.close(done)));
