import Redis from "ioredis";

export const redis = new Redis(process.env.REDIS_URL ?? "redis://redis:6379", {
  lazyConnect: true,
  maxRetriesPerRequest: 2,
});

redis.on("error", (reason) => console.warn("redis:", reason.message));
