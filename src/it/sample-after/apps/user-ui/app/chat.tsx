"use client";

import { useEffect, useState } from "react";

export function Chat() {
  const [lines, setLines] = useState<string[]>([]);

  useEffect(() => {
    const socket = new WebSocket(`${process.env.NEXT_PUBLIC_CHAT_URL}/ws?room=quay`);
    socket.onmessage = (event) => setLines((before) => [...before, String(event.data)]);
    return () => socket.close();
  }, []);

  return <pre>{lines.join("\n")}</pre>;
}
