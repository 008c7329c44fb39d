import { Kafka, logLevel } from "kafkajs";

const brokers = (process.env.KAFKA_BROKERS ?? "kafka:9092").split(",");

export const kafka = (clientId: string) => new Kafka({ clientId, brokers, logLevel: logLevel.WARN });

export const TOPICS = {
  views: "harbour.views",
  chat: "harbour.chat",
  logs: "harbour.logs",
} as const;
