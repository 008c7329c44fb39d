import express from "express";
import { requireEnv } from "@harbour/libs/env";
import { requireRole } from "@harbour/libs/guard";
import { prisma } from "@harbour/libs/prisma";
import { onShutdown } from "@harbour/libs/shutdown";
import { log } from "@harbour/utils/log";
import { money } from "@harbour/utils/money";
import { charge, genuine, paymentsEnabled } from "./payment";
import { receipt } from "./receipt";

requireEnv("DATABASE_URL", "ACCESS_TOKEN_SECRET");

const app = express();
const port = Number(process.env.PORT ?? 4103);

app.get("/health", (_request, response) => {
  response.json({ status: "afloat", payments: paymentsEnabled });
});

app.post("/", express.json(), requireRole("BUYER"), async (request, response, next) => {
  try {
    const lines: { listingId: string; quantity: number }[] = request.body.lines;
    const order = await prisma.order.create({
      data: { buyerId: response.locals.account, lines: { create: lines } },
      include: { lines: { include: { listing: true } } },
    });
    const cents = order.lines.reduce((sum, line) => sum + line.quantity * line.listing.priceCents, 0);
    const charged = paymentsEnabled ? await charge(order.id, cents) : undefined;
    response.status(201).json({ id: order.id, total: money(cents), charge: charged });
  } catch (reason) {
    next(reason);
  }
});

app.post("/paid", express.text({ type: "*/*" }), async (request, response, next) => {
  try {
    if (!genuine(request.body, String(request.headers["x-tidepay-seal"]))) {
      response.status(400).json({ message: "broken seal" });
      return;
    }
    const { reference, cents } = JSON.parse(request.body);
    const order = await prisma.order.update({
      where: { id: reference },
      data: { state: "paid" },
      include: { buyer: true },
    });
    const mail = await receipt({ buyer: order.buyer.email, order: order.id, total: money(cents) });
    log("order-service", "info", "receipt", { to: order.buyer.email, mail });
    response.sendStatus(204);
  } catch (reason) {
    next(reason);
  }
});

const server = app.listen(port, () => log("order-service", "info", `listening on ${port}`));

onShutdown(() => new Promise((done) => server.close(done)));
