# Worker and bridge are one image; the command says which.
FROM node:24-slim AS build
WORKDIR /bedplate
COPY package.json package-lock.json .npmrc ./
COPY starter/package.json starter/bedplate.mjs starter/
# This image is the right Node already: the `node` package need not fetch another.
RUN npm ci --ignore-scripts
COPY api api
COPY workflows workflows
COPY hack hack
RUN node hack/build.ts

FROM node:24-slim
WORKDIR /bedplate
ENV NODE_ENV=production
COPY package.json package-lock.json .npmrc ./
COPY starter starter
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force
COPY --from=build /bedplate/build/workflows.js build/workflows.js
COPY api api
COPY workflows workflows
COPY activities activities
COPY workers workers
COPY crd-bridge crd-bridge
COPY LICENSE ./
USER node
# 8080 serves kickstarts, 9464 health and metrics.
EXPOSE 8080 9464
ENTRYPOINT ["node"]
CMD ["workers/main.ts"]
