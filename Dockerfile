# syntax=docker/dockerfile:1

# What builds stays behind: the compiler, the catalogue's source and npm itself.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Without scripts: the sources that `prepare` would build come later, so that they do not spoil this layer.
RUN --mount=type=cache,id=npm,target=/npm-cache npm ci --ignore-scripts --cache /npm-cache
COPY tsconfig.json ./
COPY src ./src
COPY grammar ./grammar
COPY connectors ./connectors
COPY tools ./tools
COPY bench ./bench
# The bench starts the servers of the tests.
COPY test/servers ./test/servers
RUN npm run build && npm prune --omit=dev --ignore-scripts && rm -rf dist/tools dist/bench dist/test dist/.tsbuildinfo
# The runtime has nothing to make directories with.
RUN install -d -m 700 /empty/data /empty/state

# Node.js on the C library and nothing else: no shell, no package manager.
FROM gcr.io/distroless/nodejs24-debian12:nonroot
LABEL org.opencontainers.image.title="grantgraph" \
      org.opencontainers.image.description="Who can do what to which resource, by which path, and why" \
      org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /app
COPY package.json LICENSE ./
COPY queries ./queries
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# Named volumes take owner and mode from these. Everything else is root's, and may be mounted read-only.
COPY --from=build --chown=65532:65532 /empty/ /
ENV NODE_ENV=production \
    GRANTGRAPH_DATA=/data \
    XDG_STATE_HOME=/state
# By number, so that Kubernetes can tell that it is not root.
USER 65532:65532
VOLUME ["/data", "/state"]
# Asks the store what generations it has: whoever can read that can answer questions.
HEALTHCHECK --interval=60s --timeout=20s --start-period=30s --retries=3 \
  CMD ["/nodejs/bin/node", "/app/dist/src/main.js", "--quiet", "snapshots"]
ENTRYPOINT ["/nodejs/bin/node", "/app/dist/src/main.js"]
CMD ["--help"]
