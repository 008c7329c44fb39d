"use client";

import { type FormEvent, useState } from "react";
import { money } from "@harbour/utils/money";

const API = process.env.NEXT_PUBLIC_API_URL;

export function NewListing() {
  const [cents, setCents] = useState(0);

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    await fetch(`${API}/sellers/berths/${form.get("berth")}/listings`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ title: form.get("title"), priceCents: cents, stock: 1 }),
    });
  }

  return (
    <form onSubmit={send}>
      <input name="berth" placeholder="Berth" required />
      <input name="title" placeholder="What is for sale?" required />
      <input type="number" onChange={(event) => setCents(Number(event.target.value) * 100)} />
      <output>{money(cents)}</output>
      <button>Put it on the quay</button>
    </form>
  );
}
