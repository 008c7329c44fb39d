#!/usr/bin/env python3
"""Writes small monorepos with the mistakes that people make every day, one below each name.

  trees.py INTO

Nearly all of them cannot be built or started as they are; of the others (nginx-conf-upstream, compose-volume, node-mem, openssl-legacy-16,
pnpm-pm-field, chown-missing) nothing is wrong, or nothing that anybody could prove. They are read beside what the audit says of them, to find
classes that it does not know yet.
"""
import pathlib
import sys

ROOT = pathlib.Path(sys.argv[1])


def c(name, text):
    """Files behind lines "-- path --"."""
    files, current = {}, None
    for line in text.strip("\n").split("\n"):
        if line.startswith("-- ") and line.endswith(" --"):
            current = line[3:-3]
            files[current] = []
        else:
            files[current].append(line)
    for path, lines in files.items():
        file = ROOT / name / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(lines) + "\n")
        if path.endswith(".sh"):
            file.chmod(0o755)


PJ = '{"name":"a","version":"1.0.0","scripts":{"start":"node server.js"}}'
SRV = "require('http').createServer((q,r)=>r.end('ok')).listen(3000)"

c('apk-as-node', f'''
-- Dockerfile --
FROM node:20-alpine
USER node
WORKDIR /home/node
RUN apk add --no-cache curl
COPY . .
CMD ["node","server.js"]
-- server.js --
{SRV}
''')
c('apt-as-node', f'''
-- Dockerfile --
FROM node:20-slim
USER node
RUN apt-get update && apt-get install -y curl
COPY server.js /home/node/
CMD ["node","/home/node/server.js"]
-- server.js --
{SRV}
''')
c('npm-g-as-node', f'''
-- Dockerfile --
FROM node:20-slim
USER node
RUN npm install -g pm2
COPY server.js /home/node/
CMD ["node","/home/node/server.js"]
-- server.js --
{SRV}
''')
c('ubuntu-health-curl', f'''
-- Dockerfile --
FROM ubuntu:22.04
RUN apt-get update && apt-get install -y nodejs && rm -rf /var/lib/apt/lists/*
COPY server.js /
HEALTHCHECK CMD curl -f http://localhost:3000/ || exit 1
CMD ["node","/server.js"]
-- server.js --
{SRV}
''')
c('ts-extends-missing', '''
-- Dockerfile --
FROM node:20
WORKDIR /app
COPY packages/a packages/a
RUN npm i -g typescript@5.4.5
RUN cd packages/a && tsc
CMD ["node","packages/a/dist/index.js"]
-- tsconfig.base.json --
{"compilerOptions":{"outDir":"dist"}}
-- packages/a/tsconfig.json --
{"extends":"../../tsconfig.base.json","compilerOptions":{"outDir":"dist","rootDir":"src"},"include":["src"]}
-- packages/a/src/index.ts --
require('http').createServer((q:any,r:any)=>r.end('ok')).listen(3000)
''')
c('git-dep-alpine', f'''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY package*.json ./
RUN npm ci
COPY . .
CMD ["node","server.js"]
-- package.json --
{{"name":"a","version":"1.0.0","dependencies":{{"x":"git+ssh://git@github.com/o/x.git"}}}}
-- package-lock.json --
{{"name":"a","version":"1.0.0","lockfileVersion":3,"requires":true,"packages":{{"":{{"name":"a","version":"1.0.0","dependencies":{{"x":"git+ssh://git@github.com/o/x.git"}}}},"node_modules/x":{{"version":"1.0.0","resolved":"git+ssh://git@github.com/o/x.git#0123456789012345678901234567890123456789","integrity":"sha512-AAAA"}}}}}}
-- server.js --
{SRV}
''')
c('husky-prepare-omit-dev', f'''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY package*.json ./
RUN npm ci --omit=dev
COPY . .
CMD ["node","server.js"]
-- package.json --
{{"name":"a","version":"1.0.0","scripts":{{"prepare":"husky install"}},"devDependencies":{{"husky":"8.0.3"}}}}
-- package-lock.json --
{{"name":"a","version":"1.0.0","lockfileVersion":3,"requires":true,"packages":{{"":{{"name":"a","version":"1.0.0","devDependencies":{{"husky":"8.0.3"}}}},"node_modules/husky":{{"version":"8.0.3","resolved":"https://registry.npmjs.org/husky/-/husky-8.0.3.tgz","integrity":"sha512-AAAA","dev":true,"bin":{{"husky":"lib/bin.js"}}}}}}}}
-- server.js --
{SRV}
''')
c('husky-prepare-nolock', f'''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY package*.json ./
RUN npm install --omit=dev
COPY . .
CMD ["node","server.js"]
-- package.json --
{{"name":"a","version":"1.0.0","scripts":{{"prepare":"husky install"}},"dependencies":{{"express":"4.18.2"}},"devDependencies":{{"husky":"8.0.3"}}}}
-- server.js --
{SRV}
''')
c('nodemon-prod', f'''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY package*.json ./
RUN npm install --production
COPY . .
CMD ["npm","run","dev"]
-- package.json --
{{"name":"a","version":"1.0.0","scripts":{{"dev":"nodemon server.js"}},"dependencies":{{"express":"4.18.2"}},"devDependencies":{{"nodemon":"3.0.0"}}}}
-- server.js --
{SRV}
''')
c('crlf', f'''
-- Dockerfile --
FROM node:20-alpine
COPY server.js entrypoint.sh /
ENTRYPOINT ["/entrypoint.sh"]
-- entrypoint.sh --
#!/bin/sh\r
exec node /server.js\r
-- server.js --
{SRV}
''')
c('bash-on-alpine', f'''
-- Dockerfile --
FROM node:20-alpine
COPY server.js entrypoint.sh /
ENTRYPOINT ["/entrypoint.sh"]
-- entrypoint.sh --
#!/bin/bash
exec node /server.js
-- server.js --
{SRV}
''')
c('nest-wrong-main', '''
-- Dockerfile --
FROM node:20-alpine AS b
WORKDIR /app
COPY package*.json ./
RUN npm ci
COPY . .
RUN npm run build
FROM node:20-alpine
WORKDIR /app
COPY --from=b /app/node_modules ./node_modules
COPY --from=b /app/dist ./dist
CMD ["node","dist/main.js"]
-- package.json --
{"name":"a","version":"1.0.0","scripts":{"build":"nest build"},"dependencies":{"@nestjs/core":"10.0.0"},"devDependencies":{"@nestjs/cli":"10.0.0","typescript":"5.1.3"}}
-- package-lock.json --
{"name":"a","version":"1.0.0","lockfileVersion":3,"requires":true,"packages":{"":{"name":"a","version":"1.0.0","dependencies":{"@nestjs/core":"10.0.0"},"devDependencies":{"@nestjs/cli":"10.0.0","typescript":"5.1.3"}},"node_modules/@nestjs/core":{"version":"10.0.0","resolved":"https://registry.npmjs.org/@nestjs/core/-/core-10.0.0.tgz","integrity":"sha512-AAAA"},"node_modules/@nestjs/cli":{"version":"10.0.0","resolved":"https://registry.npmjs.org/@nestjs/cli/-/cli-10.0.0.tgz","integrity":"sha512-AAAA","dev":true,"bin":{"nest":"bin/nest.js"}},"node_modules/typescript":{"version":"5.1.3","resolved":"https://registry.npmjs.org/typescript/-/typescript-5.1.3.tgz","integrity":"sha512-AAAA","dev":true,"bin":{"tsc":"bin/tsc"}}}}
-- nest-cli.json --
{"sourceRoot":"src","compilerOptions":{"deleteOutDir":true}}
-- tsconfig.json --
{"compilerOptions":{"module":"commonjs","outDir":"./dist","baseUrl":"./","target":"ES2021"}}
-- tsconfig.build.json --
{"extends":"./tsconfig.json","exclude":["node_modules","test","dist","**/*spec.ts"]}
-- src/main.ts --
import { NestFactory } from '@nestjs/core';
async function bootstrap(){ const app = await NestFactory.create(null as any); await app.listen(3000);}
bootstrap();
-- prisma/seed.ts --
console.log(1)
''')
c('user-cannot-write', f'''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY . .
USER node
CMD ["node","server.js"]
-- server.js --
const fs=require('fs'); fs.mkdirSync('/app/uploads',{{recursive:true}});
{SRV}
''')
c('healthcheck-wget-slim', f'''
-- Dockerfile --
FROM node:20-slim
WORKDIR /app
COPY . .
HEALTHCHECK CMD wget -qO- http://localhost:3000/ || exit 1
CMD ["node","server.js"]
-- server.js --
{SRV}
''')
c('healthcheck-port', f'''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY . .
HEALTHCHECK CMD wget -qO- http://localhost:8080/ || exit 1
CMD ["node","server.js"]
-- server.js --
{SRV}
''')
c('next-standalone-off', '''
-- Dockerfile --
FROM node:20-alpine AS b
WORKDIR /app
COPY package*.json ./
RUN npm ci
COPY . .
RUN npm run build
FROM node:20-alpine
WORKDIR /app
COPY --from=b /app/.next/standalone ./
COPY --from=b /app/.next/static ./.next/static
CMD ["node","server.js"]
-- package.json --
{"name":"a","version":"1.0.0","scripts":{"build":"next build"},"dependencies":{"next":"14.2.3","react":"18.2.0","react-dom":"18.2.0"}}
-- package-lock.json --
{"name":"a","version":"1.0.0","lockfileVersion":3,"requires":true,"packages":{"":{"name":"a","version":"1.0.0","dependencies":{"next":"14.2.3","react":"18.2.0","react-dom":"18.2.0"}},"node_modules/next":{"version":"14.2.3","resolved":"https://registry.npmjs.org/next/-/next-14.2.3.tgz","integrity":"sha512-AAAA","bin":{"next":"dist/bin/next"}},"node_modules/react":{"version":"18.2.0","resolved":"https://registry.npmjs.org/react/-/react-18.2.0.tgz","integrity":"sha512-AAAA"},"node_modules/react-dom":{"version":"18.2.0","resolved":"https://registry.npmjs.org/react-dom/-/react-dom-18.2.0.tgz","integrity":"sha512-AAAA"}}}
-- next.config.js --
module.exports = {}
-- app/page.js --
export default function P(){return null}
''')
c('dockerignore-dist', f'''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY dist ./dist
CMD ["node","dist/server.js"]
-- .dockerignore --
dist
-- dist/server.js --
{SRV}
''')
c('esm-require', '''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY . .
CMD ["node","server.js"]
-- package.json --
{"name":"a","type":"module"}
-- server.js --
const http = require('http'); http.createServer(()=>{}).listen(3000)
''')
c('import-cjs', '''
-- Dockerfile --
FROM node:18-alpine
WORKDIR /app
COPY . .
CMD ["node","server.js"]
-- package.json --
{"name":"a"}
-- server.js --
import http from 'http'; http.createServer(()=>{}).listen(3000)
''')
c('esm-no-ext', '''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY . .
CMD ["node","server.js"]
-- package.json --
{"name":"a","type":"module"}
-- server.js --
import { a } from './lib/a'
import http from 'http'; http.createServer(()=>{}).listen(3000)
-- lib/a.js --
export const a=1
''')
c('esm-named', '''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY . .
CMD ["node","server.js"]
-- package.json --
{"name":"a","type":"module"}
-- server.js --
import { b } from './a.js'
import http from 'http'; http.createServer(()=>{}).listen(3000)
-- a.js --
export const a=1
''')
c('case-sensitive', '''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY . .
CMD ["node","server.js"]
-- server.js --
const U = require('./models/user'); require('http').createServer(()=>{}).listen(3000)
-- models/User.js --
module.exports = 1
''')
c('chmod-lost', f'''
-- Dockerfile --
FROM alpine:3.19
RUN apk add --no-cache nodejs
COPY run /usr/local/bin/run
COPY server.js /
ENTRYPOINT ["run"]
-- run --
#!/bin/sh
exec node /server.js
-- server.js --
{SRV}
''')
c('pnpm-missing-runtime', f'''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY . .
CMD ["pnpm","start"]
-- package.json --
{PJ}
-- server.js --
{SRV}
''')
c('corepack-npmrc', f'''
-- Dockerfile --
FROM node:25-alpine
WORKDIR /app
COPY . .
RUN corepack enable && pnpm install
CMD ["pnpm","start"]
-- package.json --
{PJ}
-- server.js --
{SRV}
''')
c('node-alias', f'''
-- Dockerfile --
FROM debian:12-slim
RUN apt-get update && apt-get install -y python3
COPY server.js /
CMD ["python","/server.js"]
-- server.js --
{SRV}
''')
c('compose-volume', f'''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY package*.json ./
RUN npm install
COPY . .
CMD ["node","dist/server.js"]
-- package.json --
{PJ}
-- docker-compose.yml --
services:
  web:
    build: .
    volumes: [".:/app"]
    command: node src/server.js
-- dist/server.js --
{SRV}
''')
c('frozen-lock', '''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY package.json yarn.lock ./
RUN yarn install --frozen-lockfile
COPY . .
CMD ["node","server.js"]
-- package.json --
{"name":"a","version":"1.0.0","dependencies":{"express":"^4.18.2","koa":"^2.0.0"}}
-- yarn.lock --
# yarn lockfile v1


express@^4.18.2:
  version "4.18.2"
  resolved "https://registry.yarnpkg.com/express/-/express-4.18.2.tgz#3fabe08296e930c796c19e3c516979386ba9fd59"
  integrity sha512-AAAA
-- server.js --
const e=require('express'); e().listen(3000)
''')
c('missing-dep', '''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY package*.json ./
RUN npm ci
COPY . .
CMD ["node","server.js"]
-- package.json --
{"name":"a","version":"1.0.0"}
-- package-lock.json --
{"name":"a","version":"1.0.0","lockfileVersion":3,"requires":true,"packages":{"":{"name":"a","version":"1.0.0"}}}
-- server.js --
const e=require('express'); e().listen(3000)
''')
c('tmp-noexec', f'''
-- Dockerfile --
FROM gcr.io/distroless/nodejs20-debian12
COPY server.js /app/
WORKDIR /app
CMD ["node","server.js"]
-- server.js --
{SRV}
''')
c('distroless-shellform', f'''
-- Dockerfile --
FROM gcr.io/distroless/nodejs20-debian12
COPY server.js /app/
WORKDIR /app
CMD node server.js
-- server.js --
{SRV}
''')
c('nginx-conf-upstream', '''
-- Dockerfile --
FROM nginx:1.27-alpine
COPY nginx.conf /etc/nginx/conf.d/default.conf
-- nginx.conf --
server { listen 80; location /api { proxy_pass http://backend:3000; } }
''')
c('serve-missing', '''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY . .
CMD ["npx","--no-install","serve","-s","dist"]
-- dist/index.html --
<p>
''')
c('copy-from-dist-build', '''
-- Dockerfile --
FROM node:20-alpine AS b
WORKDIR /app
COPY package*.json ./
RUN npm ci
COPY . .
RUN npm run build
FROM nginx:1.27-alpine
COPY --from=b /app/build /usr/share/nginx/html
-- package.json --
{"name":"a","version":"1.0.0","scripts":{"build":"vite build"},"devDependencies":{"vite":"5.2.0"}}
-- package-lock.json --
{"name":"a","version":"1.0.0","lockfileVersion":3,"requires":true,"packages":{"":{"name":"a","version":"1.0.0","devDependencies":{"vite":"5.2.0"}},"node_modules/vite":{"version":"5.2.0","resolved":"https://registry.npmjs.org/vite/-/vite-5.2.0.tgz","integrity":"sha512-AAAA","dev":true,"bin":{"vite":"bin/vite.js"}}}}
-- index.html --
<script type="module" src="/main.js"></script>
-- main.js --
console.log(1)
''')
c('entry-cmd-appended', f'''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY . .
ENTRYPOINT ["npm"]
CMD ["node","server.js"]
-- package.json --
{PJ}
-- server.js --
{SRV}
''')
c('prisma-missing', '''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY package*.json ./
RUN npm ci --omit=dev
COPY . .
CMD ["sh","-c","npx prisma migrate deploy && node server.js"]
-- package.json --
{"name":"a","version":"1.0.0","dependencies":{"@prisma/client":"5.10.0"},"devDependencies":{"prisma":"5.10.0"}}
-- package-lock.json --
{"name":"a","version":"1.0.0","lockfileVersion":3,"requires":true,"packages":{"":{"name":"a","version":"1.0.0","dependencies":{"@prisma/client":"5.10.0"},"devDependencies":{"prisma":"5.10.0"}},"node_modules/@prisma/client":{"version":"5.10.0","resolved":"https://registry.npmjs.org/@prisma/client/-/client-5.10.0.tgz","integrity":"sha512-AAAA","hasInstallScript":true},"node_modules/prisma":{"version":"5.10.0","resolved":"https://registry.npmjs.org/prisma/-/prisma-5.10.0.tgz","integrity":"sha512-AAAA","dev":true,"hasInstallScript":true,"bin":{"prisma":"build/index.js"}}}}
-- prisma/schema.prisma --
generator client { provider = "prisma-client-js" }
datasource db { provider = "postgresql" url = env("DATABASE_URL") }
-- server.js --
const {PrismaClient}=require('@prisma/client'); new PrismaClient(); require('http').createServer(()=>{}).listen(3000)
''')
c('env-file-missing', '''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY . .
CMD ["node","--env-file=.env","server.js"]
-- server.js --
require('http').createServer(()=>{}).listen(3000)
''')
c('old-node-flag', '''
-- Dockerfile --
FROM node:18-alpine
WORKDIR /app
COPY . .
CMD ["node","--experimental-strip-types","server.ts"]
-- server.ts --
require('http').createServer(()=>{}).listen(3000)
''')
c('old-node-syntax', '''
-- Dockerfile --
FROM node:12-alpine
WORKDIR /app
COPY . .
CMD ["node","server.js"]
-- server.js --
const p = process.env.PORT ?? 3000; require('http').createServer(()=>{}).listen(p)
''')
c('port80-nonroot', '''
-- Dockerfile --
FROM nginx:1.27-alpine
USER nginx
''')
c('next-server-order', '''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY package*.json ./
RUN npm ci
COPY . .
CMD ["npm","start"]
-- package.json --
{"name":"a","version":"1.0.0","scripts":{"build":"next build","start":"next start"},"dependencies":{"next":"14.2.3","react":"18.2.0","react-dom":"18.2.0"}}
-- package-lock.json --
{"name":"a","version":"1.0.0","lockfileVersion":3,"requires":true,"packages":{"":{"name":"a","version":"1.0.0","dependencies":{"next":"14.2.3","react":"18.2.0","react-dom":"18.2.0"}},"node_modules/next":{"version":"14.2.3","resolved":"https://registry.npmjs.org/next/-/next-14.2.3.tgz","integrity":"sha512-AAAA","bin":{"next":"dist/bin/next"}},"node_modules/react":{"version":"18.2.0","integrity":"sha512-AAAA"},"node_modules/react-dom":{"version":"18.2.0","integrity":"sha512-AAAA"}}}
-- next.config.js --
module.exports = {}
-- app/page.js --
export default function P(){return null}
''')
c('copy-outside', f'''
-- api/Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY ../shared ./shared
COPY . .
CMD ["node","server.js"]
-- api/server.js --
{SRV}
-- docker-compose.yml --
services:
  api:
    build: ./api
-- shared/x.js --
1
''')
c('compose-build-target', f'''
-- Dockerfile --
FROM node:20-alpine AS base
WORKDIR /app
COPY . .
CMD ["node","server.js"]
-- server.js --
{SRV}
-- docker-compose.yml --
services:
  api:
    build: 
      context: .
      target: production
''')
c('entrypoint-exec-missing', f'''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY . .
ENTRYPOINT ["./docker-entrypoint.sh"]
CMD ["node","server.js"]
-- docker-entrypoint.sh --
#!/bin/sh
set -e
echo starting
npx prisma migrate deploy
-- server.js --
{SRV}
''')
c('entry-noexec-args', f'''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY . .
ENTRYPOINT ["./e.sh"]
CMD ["node","server.js"]
-- e.sh --
#!/bin/sh
set -e
echo starting
-- server.js --
{SRV}
''')
c('wait-for-missing', f'''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY server.js .
CMD ["./wait-for-it.sh","db:5432","--","node","server.js"]
-- server.js --
{SRV}
''')
c('compose-command-missing', f'''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY . .
CMD ["node","server.js"]
-- package.json --
{{"name":"a","scripts":{{"start":"node server.js"}}}}
-- server.js --
{SRV}
-- docker-compose.yml --
services:
  api:
    build: .
    command: npm run worker
''')
c('compose-hc-curl', f'''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY . .
CMD ["node","server.js"]
-- server.js --
{SRV}
-- docker-compose.yml --
services:
  api:
    build: .
    healthcheck:
      test: ["CMD","curl","-f","http://localhost:3000"]
''')
c('user-missing', f'''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY . .
USER app
CMD ["node","server.js"]
-- server.js --
{SRV}
''')
c('chown-missing', f'''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY --chown=app:app . .
CMD ["node","server.js"]
-- server.js --
{SRV}
''')
c('adduser-debian-on-alpine', f'''
-- Dockerfile --
FROM node:20-alpine
RUN useradd -m app
COPY . .
CMD ["node","server.js"]
-- server.js --
{SRV}
''')
c('addgroup-dup', f'''
-- Dockerfile --
FROM node:20-alpine
RUN addgroup -g 1000 app && adduser -u 1000 -G app -D app
WORKDIR /app
COPY . .
CMD ["node","server.js"]
-- server.js --
{SRV}
''')
c('apt-on-alpine', f'''
-- Dockerfile --
FROM node:20-alpine
RUN apt-get update && apt-get install -y curl
COPY . .
CMD ["node","server.js"]
-- server.js --
{SRV}
''')
c('nginx-html-path', '''
-- Dockerfile --
FROM nginx:1.27-alpine
COPY default.conf /etc/nginx/conf.d/
COPY dist /usr/share/nginx/html
-- default.conf --
server { listen 80; root /usr/share/nginx/html; location / { try_files $uri /index.html } }
-- dist/index.html --
x
''')
c('nginx-ssl', '''
-- Dockerfile --
FROM nginx:1.27-alpine
COPY default.conf /etc/nginx/conf.d/
-- default.conf --
server { listen 443 ssl; ssl_certificate /etc/nginx/certs/c.pem; ssl_certificate_key /etc/nginx/certs/k.pem; }
''')
c('ws-dep-missing', '''
-- apps/api/Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY package*.json ./
COPY apps/api/package.json apps/api/
RUN npm ci
COPY apps/api apps/api
CMD ["node","apps/api/index.js"]
-- package.json --
{"name":"r","private":true,"workspaces":["apps/*","packages/*"]}
-- package-lock.json --
{"name":"r","lockfileVersion":3,"requires":true,"packages":{"":{"name":"r","workspaces":["apps/*","packages/*"]},"apps/api":{"name":"api","version":"1.0.0","dependencies":{"@r/lib":"1.0.0"}},"node_modules/@r/lib":{"resolved":"packages/lib","link":true},"node_modules/api":{"resolved":"apps/api","link":true},"packages/lib":{"name":"@r/lib","version":"1.0.0"}}}
-- apps/api/package.json --
{"name":"api","version":"1.0.0","dependencies":{"@r/lib":"1.0.0"}}
-- apps/api/index.js --
require('@r/lib'); require('http').createServer(()=>{}).listen(3000)
-- packages/lib/package.json --
{"name":"@r/lib","version":"1.0.0","main":"index.js"}
-- packages/lib/index.js --
1
''')
c('pnpm-ws-missing', '''
-- apps/api/Dockerfile --
FROM node:20-alpine
RUN npm i -g pnpm@9
WORKDIR /app
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY apps/api/package.json apps/api/
RUN pnpm install --frozen-lockfile
COPY apps/api apps/api
CMD ["node","apps/api/index.js"]
-- package.json --
{"name":"r","private":true}
-- pnpm-workspace.yaml --
packages:
  - apps/*
  - packages/*
-- pnpm-lock.yaml --
lockfileVersion: '9.0'
importers:
  .: {}
  apps/api:
    dependencies:
      '@r/lib':
        specifier: workspace:*
        version: link:../../packages/lib
  packages/lib: {}
-- apps/api/package.json --
{"name":"api","version":"1.0.0","dependencies":{"@r/lib":"workspace:*"}}
-- apps/api/index.js --
require('@r/lib'); require('http').createServer(()=>{}).listen(3000)
-- packages/lib/package.json --
{"name":"@r/lib","version":"1.0.0","main":"index.js"}
-- packages/lib/index.js --
1
''')
c('docker-compose-dev-target', f'''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY . .
RUN npm ci --only=production
CMD ["npm","run","start:prod"]
-- package.json --
{{"name":"a","scripts":{{"start:prod":"node dist/main"}},"devDependencies":{{"typescript":"5.1.3"}}}}
-- package-lock.json --
{{"name":"a","lockfileVersion":3,"requires":true,"packages":{{"":{{"name":"a","devDependencies":{{"typescript":"5.1.3"}}}},"node_modules/typescript":{{"version":"5.1.3","dev":true,"bin":{{"tsc":"bin/tsc"}}}}}}}}
-- src/main.ts --
{SRV}
''')
c('node-mem', f'''
-- Dockerfile --
FROM node:20-alpine
COPY server.js .
CMD ["node","--max_old_space_size=512","--openssl-legacy-provider","server.js"]
-- server.js --
{SRV}
''')
c('openssl-legacy-16', f'''
-- Dockerfile --
FROM node:16-alpine
ENV NODE_OPTIONS=--openssl-legacy-provider
COPY server.js .
CMD ["node","server.js"]
-- server.js --
{SRV}
''')
c('node-options-bad', f'''
-- Dockerfile --
FROM node:20-alpine
ENV NODE_OPTIONS="--experimental-vm-module"
COPY server.js .
CMD ["node","server.js"]
-- server.js --
{SRV}
''')
c('arg-before-from', f'''
-- Dockerfile --
FROM node:20-alpine AS b
ARG VERSION
FROM node:${{VERSION}}-alpine
COPY server.js .
CMD ["node","server.js"]
-- server.js --
{SRV}
''')
c('env-quote', f'''
-- Dockerfile --
FROM node:20-alpine
COPY server.js .
CMD ['node','server.js']
-- server.js --
{SRV}
''')
c('cmd-shell-cd', f'''
-- Dockerfile --
FROM node:20-alpine
COPY server.js /app/
CMD ["cd /app && node server.js"]
-- server.js --
{SRV}
''')
c('turbo-missing', '''
-- Dockerfile --
FROM node:20-alpine AS b
WORKDIR /app
COPY . .
RUN turbo prune api --docker
FROM node:20-alpine
COPY --from=b /app/out/full /app
CMD ["node","/app/index.js"]
''')
c('yarn-berry-missing-release', f'''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY package.json yarn.lock .yarnrc.yml ./
RUN yarn install --immutable
COPY . .
CMD ["node","server.js"]
-- package.json --
{{"name":"a"}}
-- .yarnrc.yml --
yarnPath: .yarn/releases/yarn-4.1.0.cjs
nodeLinker: node-modules
-- .yarn/releases/yarn-4.1.0.cjs --
1
-- yarn.lock --
__metadata:
  version: 8
-- server.js --
{SRV}
''')
c('patch-package', f'''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY package*.json ./
RUN npm ci --omit=dev
COPY . .
CMD ["node","server.js"]
-- package.json --
{{"name":"a","scripts":{{"postinstall":"patch-package"}},"devDependencies":{{"patch-package":"8.0.0"}}}}
-- package-lock.json --
{{"name":"a","lockfileVersion":3,"requires":true,"packages":{{"":{{"name":"a","devDependencies":{{"patch-package":"8.0.0"}}}},"node_modules/patch-package":{{"version":"8.0.0","dev":true,"bin":{{"patch-package":"index.js"}}}}}}}}
-- server.js --
{SRV}
''')
c('postinstall-script-missing', f'''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY package*.json ./
RUN npm ci
COPY . .
CMD ["node","server.js"]
-- package.json --
{{"name":"a","scripts":{{"postinstall":"node scripts/post.js"}}}}
-- package-lock.json --
{{"name":"a","lockfileVersion":3,"requires":true,"packages":{{"":{{"name":"a"}}}}}}
-- scripts/post.js --
1
-- server.js --
{SRV}
''')
c('read-json-missing', f'''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY server.js ./
CMD ["node","server.js"]
-- config.json --
{{}}
-- server.js --
const fs=require('fs'); const c=JSON.parse(fs.readFileSync('./config.json','utf8')); {SRV}
''')
c('engine-strict', f'''
-- Dockerfile --
FROM node:18-alpine
WORKDIR /app
COPY package*.json .npmrc ./
RUN npm ci
COPY . .
CMD ["node","server.js"]
-- .npmrc --
engine-strict=true
-- package.json --
{{"name":"a","engines":{{"node":">=20"}}}}
-- package-lock.json --
{{"name":"a","lockfileVersion":3,"requires":true,"packages":{{"":{{"name":"a","engines":{{"node":">=20"}}}}}}}}
-- server.js --
{SRV}
''')
c('yarn1-engines', f'''
-- Dockerfile --
FROM node:18-alpine
WORKDIR /app
COPY package.json yarn.lock ./
RUN yarn install --frozen-lockfile
COPY . .
CMD ["node","server.js"]
-- package.json --
{{"name":"a","engines":{{"node":">=20"}}}}
-- yarn.lock --
# yarn lockfile v1


-- server.js --
{SRV}
''')
c('pnpm-old-node', f'''
-- Dockerfile --
FROM node:16-alpine
RUN npm i -g pnpm@9
WORKDIR /app
COPY package.json ./
RUN pnpm install
COPY . .
CMD ["node","server.js"]
-- package.json --
{{"name":"a"}}
-- server.js --
{SRV}
''')
c('pnpm-pm-field', f'''
-- Dockerfile --
FROM node:20-alpine
RUN npm i -g pnpm@8
WORKDIR /app
COPY package.json ./
RUN pnpm install
COPY . .
CMD ["node","server.js"]
-- package.json --
{{"name":"a","packageManager":"yarn@4.1.0"}}
-- server.js --
{SRV}
''')
c('yarn1-pm-field', f'''
-- Dockerfile --
FROM node:20-alpine
WORKDIR /app
COPY package.json ./
RUN yarn install
COPY . .
CMD ["node","server.js"]
-- package.json --
{{"name":"a","packageManager":"pnpm@9.1.0"}}
-- server.js --
{SRV}
''')
def L(deps='',dev='',pk=''):
    return '{"name":"a","version":"1.0.0","lockfileVersion":3,"requires":true,"packages":{"":{"name":"a","version":"1.0.0","dependencies":{%s},"devDependencies":{%s}}%s}}'%(deps,dev,pk)
EX=',"node_modules/express":{"version":"4.18.2","resolved":"https://registry.npmjs.org/express/-/express-4.18.2.tgz","integrity":"sha512-A"}'
TS=',"node_modules/typescript":{"version":"5.4.5","resolved":"https://registry.npmjs.org/typescript/-/typescript-5.4.5.tgz","integrity":"sha512-A","dev":true,"bin":{"tsc":"bin/tsc"}}'
TSX=',"node_modules/tsx":{"version":"4.7.0","resolved":"https://registry.npmjs.org/tsx/-/tsx-4.7.0.tgz","integrity":"sha512-A","dev":true,"bin":{"tsx":"dist/cli.mjs"}}'
TSCONF='-- tsconfig.json --\n{"compilerOptions":{"outDir":"build","rootDir":"src","module":"commonjs"},"include":["src"]}\n-- src/index.ts --\nimport http from "http"; http.createServer((q,r)=>r.end("ok")).listen(3000)\n'
def pj(scripts='{}',deps='',dev='',more=''):
    return '-- package.json --\n{"name":"a","version":"1.0.0","scripts":%s,"dependencies":{%s},"devDependencies":{%s}%s}\n'%(scripts,deps,dev,more)
def lock(deps='',dev='',pk=''): return '-- package-lock.json --\n'+L(deps,dev,pk)+'\n'
D='-- Dockerfile --\n'
c('nm-not-copied', D+'''FROM node:20 AS b
WORKDIR /app
COPY . .
RUN npm ci
FROM node:20-slim
WORKDIR /app
COPY --from=b /app/server.js ./
CMD ["node","server.js"]
'''+pj(deps='"express":"4.18.2"')+lock('"express":"4.18.2"','',EX)+'-- server.js --\nrequire("express")().listen(3)')
c('build-script-missing', D+'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm run build\nCMD ["node","server.js"]\n'+pj()+'-- server.js --\n'+SRV)
c('prisma-before-copy', D+'FROM node:20\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nRUN npx prisma generate\nCOPY . .\nCMD ["node","server.js"]\n'+pj(dev='"prisma":"5.10.0"')+lock('','"prisma":"5.10.0"',',"node_modules/prisma":{"version":"5.10.0","dev":true,"resolved":"https://registry.npmjs.org/prisma/-/prisma-5.10.0.tgz","integrity":"sha512-A","hasInstallScript":true,"bin":{"prisma":"build/index.js"}}')+'-- prisma/schema.prisma --\ngenerator client { provider = "prisma-client-js" }\n-- server.js --\n'+SRV)
c('omit-then-build', D+'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci --omit=dev\nRUN npm run build\nCMD ["node","build/index.js"]\n'+pj('{"build":"tsc"}',dev='"typescript":"5.4.5"')+lock('','"typescript":"5.4.5"',TS)+TSCONF)
c('nodeenv-then-build', D+'FROM node:20\nENV NODE_ENV=production\nWORKDIR /app\nCOPY . .\nRUN npm ci\nRUN npm run build\nCMD ["node","build/index.js"]\n'+pj('{"build":"tsc"}',dev='"typescript":"5.4.5"')+lock('','"typescript":"5.4.5"',TS)+TSCONF)
c('yarn-nodeenv', D+'FROM node:20\nENV NODE_ENV=production\nWORKDIR /app\nCOPY . .\nRUN yarn install --frozen-lockfile\nRUN yarn build\nCMD ["node","build/index.js"]\n'+pj('{"build":"tsc"}',dev='"typescript":"5.4.5"')+'-- yarn.lock --\n# yarn lockfile v1\n\n\ntypescript@5.4.5:\n  version "5.4.5"\n  resolved "https://registry.yarnpkg.com/typescript/-/typescript-5.4.5.tgz#0"\n  integrity sha512-A\n'+TSCONF)
c('env-ignored', D+'FROM node:20\nWORKDIR /app\nCOPY .env server.js ./\nCMD ["node","server.js"]\n-- .dockerignore --\n.env*\n-- .env --\nA=1\n-- server.js --\n'+SRV)
c('tsx-omitted', D+'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci --omit=dev\nCMD ["npx","tsx","src/index.ts"]\n'+pj(dev='"tsx":"4.7.0"')+lock('','"tsx":"4.7.0"',TSX)+TSCONF)
c('tsx-script-omitted', D+'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci --omit=dev\nCMD ["npm","start"]\n'+pj('{"start":"tsx src/index.ts"}',dev='"tsx":"4.7.0"')+lock('','"tsx":"4.7.0"',TSX)+TSCONF)
c('entry-644', D+'FROM node:20-alpine\nWORKDIR /app\nCOPY . .\nENTRYPOINT ["./entry"]\n-- entry --\n#!/bin/sh\nexec node server.js\n-- server.js --\n'+SRV)
c('ash-array', D+'FROM node:20-alpine\nWORKDIR /app\nCOPY . .\nENTRYPOINT ["sh","entry.sh"]\n-- entry.sh --\nARGS=(a b)\nexec node server.js "${ARGS[@]}"\n-- server.js --\n'+SRV)
c('outdir-wrong', D+'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\nCMD ["node","dist/index.js"]\n'+pj('{"build":"tsc"}',dev='"typescript":"5.4.5"')+lock('','"typescript":"5.4.5"',TS)+TSCONF)
c('json-import', D+'FROM node:22\nWORKDIR /app\nCOPY . .\nCMD ["node","server.mjs"]\n-- server.mjs --\nimport c from "./c.json"; import http from "http"; http.createServer(()=>{}).listen(c.port)\n-- c.json --\n{"port":3000}')
c('compose-cmd-array', D+'FROM node:20\nWORKDIR /app\nCOPY . .\nCMD ["node","server.js"]\n-- server.js --\n'+SRV+'\n-- docker-compose.yml --\nservices:\n  web:\n    build: .\n    command: ["npm run start"]\n')
c('apk-on-debian', D+'FROM node:20\nRUN apk add --no-cache curl\nCOPY . .\nCMD ["node","server.js"]\n-- server.js --\n'+SRV)
c('cd-missing', D+'FROM node:20\nWORKDIR /app\nCOPY package.json .\nRUN cd app && npm i\nCMD ["node","server.js"]\n'+pj()+'-- server.js --\n'+SRV)
c('lock-missing', D+'FROM node:20\nWORKDIR /app\nCOPY package.json yarn.lock ./\nCMD ["node","server.js"]\n'+pj()+'-- server.js --\n'+SRV)
c('bun-frozen', D+'FROM oven/bun:1.2\nWORKDIR /app\nCOPY . .\nRUN bun install --frozen-lockfile\nCMD ["bun","server.js"]\n'+pj(deps='"express":"4.18.2","koa":"2.0.0"')+'-- bun.lock --\n{\n  "lockfileVersion": 1,\n  "workspaces": {\n    "": {\n      "name": "a",\n      "dependencies": {\n        "express": "4.18.2",\n      },\n    },\n  },\n  "packages": {\n    "express": ["express@4.18.2", "", {}, "sha512-A"],\n  }\n}\n-- server.js --\n'+SRV)
c('deno-net', D+'FROM denoland/deno:2.1.0\nWORKDIR /app\nCOPY . .\nCMD ["run","main.ts"]\n-- main.ts --\nDeno.serve({port:8000},()=>new Response("x"))\n')
c('dotenv-missing', D+'FROM node:20\nWORKDIR /app\nCOPY . .\nCMD ["node","-r","dotenv/config","server.js"]\n-- server.js --\n'+SRV)
c('stage-missing', D+'FROM node:20 AS build\nWORKDIR /app\nCOPY . .\nFROM node:20-slim\nCOPY --from=builder /app /app\nCMD ["node","/app/server.js"]\n-- server.js --\n'+SRV)
c('serve-missing-2', D+'FROM node:20\nWORKDIR /app\nCOPY . .\nCMD ["serve","-s","dist"]\n-- dist/index.html --\nx\n')
c('ws-missing', D+'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm run build -w web\nCMD ["node","server.js"]\n-- package.json --\n{"name":"r","workspaces":["apps/*"]}\n-- apps/api/package.json --\n{"name":"api","scripts":{"build":"echo x"}}\n-- server.js --\n'+SRV)
c('pnpm-filter-missing', D+'FROM node:20\nRUN npm i -g pnpm@9\nWORKDIR /app\nCOPY . .\nRUN pnpm --filter web build\nCMD ["node","apps/web/dist/index.js"]\n-- package.json --\n{"name":"r"}\n-- pnpm-workspace.yaml --\npackages: ["apps/*"]\n-- apps/web/package.json --\n{"name":"@r/web","scripts":{"build":"node b.js"}}\n-- apps/web/b.js --\nrequire("fs").mkdirSync("dist"); require("fs").writeFileSync("dist/index.js","setInterval(()=>{},1)")\n')
c('yarn-ws-missing', D+'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN yarn workspace web build\nCMD ["node","server.js"]\n-- package.json --\n{"name":"r","private":true,"workspaces":["apps/*"]}\n-- apps/api/package.json --\n{"name":"api","version":"1.0.0","scripts":{"build":"echo x"}}\n-- server.js --\n'+SRV)
c('perm-600', D+'FROM node:20\nWORKDIR /app\nCOPY --chmod=600 server.js .\nUSER node\nCMD ["node","server.js"]\n-- server.js --\n'+SRV)
c('pm2-eco', D+'FROM node:20\nRUN npm i -g pm2\nWORKDIR /app\nCOPY server.js .\nCMD ["pm2-runtime","ecosystem.config.js"]\n-- ecosystem.config.js --\nmodule.exports={apps:[{script:"server.js"}]}\n-- server.js --\n'+SRV)
c('workdir-lost', D+'FROM node:20\nCOPY . /app\nCMD ["node","server.js"]\n-- server.js --\n'+SRV)
c('copy-dir-flatten', D+'FROM node:20\nWORKDIR /app\nCOPY src lib ./\nCMD ["node","src/server.js"]\n-- src/server.js --\n'+SRV+'\n-- lib/x.js --\n1\n')
c('healthcheck-distroless', D+'FROM gcr.io/distroless/nodejs20-debian12\nCOPY server.js /\nHEALTHCHECK CMD curl -f http://localhost:3000\nCMD ["/server.js"]\n-- server.js --\n'+SRV)
c('mkdir-unwritable', D+'FROM node:20\nWORKDIR /app\nCOPY . .\nUSER node\nCMD ["node","server.js"]\n-- server.js --\nconst fs=require("fs"),path=require("path"); const d=path.join(__dirname,"uploads"); if(!fs.existsSync(d)) fs.mkdirSync(d,{recursive:true}); '+SRV)
c('log-unwritable', D+'FROM node:20\nWORKDIR /app\nCOPY . .\nUSER node\nCMD ["sh","-c","node server.js > /var/log/app.log 2>&1"]\n-- server.js --\n'+SRV)
c('entry-sed-unwritable', D+'FROM nginx:1.27-alpine\nCOPY --chmod=755 e.sh /e.sh\nUSER nginx\nENTRYPOINT ["/e.sh"]\n-- e.sh --\n#!/bin/sh\nset -e\necho "window.X=1" > /usr/share/nginx/html/env.js\nexec nginx -g "daemon off;"\n')
c('next-export-start', D+'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\nCMD ["npm","start"]\n'+pj('{"build":"next build","start":"next start"}',deps='"next":"14.2.3","react":"18.2.0","react-dom":"18.2.0"')+lock('"next":"14.2.3","react":"18.2.0","react-dom":"18.2.0"','',',"node_modules/next":{"version":"14.2.3","resolved":"https://registry.npmjs.org/next/-/next-14.2.3.tgz","integrity":"sha512-A","bin":{"next":"dist/bin/next"}},"node_modules/react":{"version":"18.2.0","resolved":"https://registry.npmjs.org/react/-/react-18.2.0.tgz","integrity":"sha512-A"},"node_modules/react-dom":{"version":"18.2.0","resolved":"https://registry.npmjs.org/r/-/r-18.2.0.tgz","integrity":"sha512-A"}')+'-- next.config.js --\nmodule.exports={output:"export"}\n-- app/page.js --\nexport default function P(){return null}\n-- app/layout.js --\nexport default function P({children}){return children}\n')
