# syntax=docker/dockerfile:1

# The locked dependencies and the wheel, into an environment of their own.
FROM python:3.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
RUN python -m venv /opt/fedtide
COPY requirements/run.txt requirements/run.txt
RUN /opt/fedtide/bin/pip install --require-hashes --requirement requirements/run.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY rules rules
RUN /opt/fedtide/bin/pip install --no-deps --no-build-isolation .

# What runs: no compiler, no sources, a user without rights. Only /data and /tmp are written to, so the rest may be read-only.
FROM python:3.13-slim-bookworm
RUN groupadd --gid 10001 fedtide \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin fedtide \
    && install --directory --owner=10001 --group=10001 --mode=0700 /data
COPY --from=build /opt/fedtide /opt/fedtide
ENV PATH=/opt/fedtide/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MPLCONFIGDIR=/tmp/matplotlib \
    FEDTIDE_DATABASE_URL=sqlite:////data/fedtide.db
USER 10001:10001
WORKDIR /data
VOLUME ["/data"]
STOPSIGNAL SIGTERM
# Where the program serves, whether it turns; else whether what it needs is there.
HEALTHCHECK --interval=5m --timeout=60s --start-period=3m --retries=3 CMD \
    if [ -z "$FEDTIDE_HTTP_ADDRESS" ]; then exec fedtide doctor --offline; fi; \
    case "$FEDTIDE_HTTP_ADDRESS" in :*) at="127.0.0.1$FEDTIDE_HTTP_ADDRESS";; *) at="$FEDTIDE_HTTP_ADDRESS";; esac; \
    exec python -c "import http.client as h, sys; c = h.HTTPConnection(sys.argv[1], timeout=10); c.request('GET', '/healthz'); sys.exit(c.getresponse().status != 200)" "$at"
ENTRYPOINT ["fedtide"]
CMD ["run"]
