#!/bin/sh
set -eu
# The Prisma client comes with the image: nothing is generated here.
exec dumb-init node dist/main.js
