#!/bin/sh
set -e
pnpm exec prisma generate --schema=prisma/schema.prisma
exec dumb-init node dist/main.js
