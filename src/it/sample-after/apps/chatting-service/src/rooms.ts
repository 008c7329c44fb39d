import type { WebSocket } from "ws";

const rooms = new Map<string, Set<WebSocket>>();

export function join(room: string, socket: WebSocket): void {
  const members = rooms.get(room) ?? new Set();
  rooms.set(room, members.add(socket));
  socket.on("close", () => {
    members.delete(socket);
    if (members.size === 0) rooms.delete(room);
  });
}

export function tell(room: string, text: string): void {
  for (const member of rooms.get(room) ?? []) member.send(text);
}
