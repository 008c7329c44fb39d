"use client";

import { useEffect, useState } from "react";

interface Berth {
  id: string;
  name: string;
}

const API = process.env.NEXT_PUBLIC_API_URL;

export function Waiting() {
  const [berths, setBerths] = useState<Berth[]>([]);

  useEffect(() => {
    fetch(`${API}/admin/berths/waiting`)
      .then((answer) => (answer.ok ? answer.json() : []))
      .then(setBerths);
  }, []);

  return (
    <ul>
      {berths.map((berth) => (
        <li key={berth.id}>
          {berth.name}{" "}
          <button onClick={() => fetch(`${API}/admin/berths/${berth.id}/approve`, { method: "POST" })}>
            Approve
          </button>
        </li>
      ))}
    </ul>
  );
}
