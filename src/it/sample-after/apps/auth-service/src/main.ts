import express from "express";
import { requireEnv } from "@harbour/libs/env";
import { prisma } from "@harbour/libs/prisma";
import { redis } from "@harbour/libs/redis";
import { onShutdown } from "@harbour/libs/shutdown";
import { issue } from "@harbour/libs/token";
import { log } from "@harbour/utils/log";
import { hash, matches } from "./password";

requireEnv("DATABASE_URL", "ACCESS_TOKEN_SECRET");

const HOUR = 3600;

const app = express();
const port = Number(process.env.PORT ?? 4101);

app.use(express.json());

app.get("/health", (_request, response) => {
  response.json({ status: "afloat" });
});

app.post("/register", async (request, response, next) => {
  try {
    const { email, password } = request.body;
    const account = await prisma.account.create({ data: { email, passwordHash: hash(password) } });
    response.status(201).json({ id: account.id });
  } catch (reason) {
    next(reason);
  }
});

app.post("/login", async (request, response, next) => {
  try {
    const { email, password } = request.body;
    const attempts = await redis.incr(`attempts:${email}`);
    await redis.expire(`attempts:${email}`, HOUR);
    if (attempts > Number(process.env.LOGIN_ATTEMPTS ?? 10)) {
      response.status(429).json({ message: "drop anchor for an hour" });
      return;
    }
    const account = await prisma.account.findUnique({ where: { email } });
    if (!account || !matches(password, account.passwordHash)) {
      response.status(401).json({ message: "no such sailor" });
      return;
    }
    await redis.del(`attempts:${email}`);
    const exp = Math.floor(Date.now() / 1000) + 8 * HOUR;
    response.json({ token: issue({ sub: account.id, role: account.role, exp }) });
  } catch (reason) {
    next(reason);
  }
});

const server = app.listen(port, () => log("auth-service", "info", `listening on ${port}`));

onShutdown(() => new Promise((done) => server.close(done)));
