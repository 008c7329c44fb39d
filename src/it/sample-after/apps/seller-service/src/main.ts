import express from "express";
import { requireEnv } from "@harbour/libs/env";
import { requireRole } from "@harbour/libs/guard";
import { prisma } from "@harbour/libs/prisma";
import { onShutdown } from "@harbour/libs/shutdown";
import { log } from "@harbour/utils/log";
import { slug } from "@harbour/utils/slug";
import { uploadLink } from "./media";

requireEnv("DATABASE_URL", "ACCESS_TOKEN_SECRET");

const app = express();
const port = Number(process.env.PORT ?? 4104);

app.get("/health", (_request, response) => {
  response.json({ status: "afloat" });
});

app.use(express.json(), requireRole("SELLER"));

app.post("/berths", async (request, response, next) => {
  try {
    const { name } = request.body;
    const ownerId: string = response.locals.account;
    response.status(201).json(await prisma.berth.create({ data: { name, slug: slug(name), ownerId } }));
  } catch (reason) {
    next(reason);
  }
});

app.post("/berths/:berthId/listings", async (request, response, next) => {
  try {
    const { title, priceCents, stock } = request.body;
    const { berthId } = request.params;
    const listing = await prisma.listing.create({ data: { title, priceCents, stock, berthId } });
    response.status(201).json({ ...listing, picture: uploadLink(listing.id) });
  } catch (reason) {
    next(reason);
  }
});

const server = app.listen(port, () => log("seller-service", "info", `listening on ${port}`));

onShutdown(() => new Promise((done) => server.close(done)));
