# syntax=docker/dockerfile:1
# The hub as an image: one for every role (bin/hub web, worker, scheduler, migrate). See docs/operations.md.

# The version that the tests run on. A site that wants the very same image each time pins the digest here.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm

# --- What is built: the environment from the pins, translations, static files -------------------------------------
FROM ${PYTHON_IMAGE} AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1

RUN python -m venv /opt/venv
WORKDIR /srv/hub
# Before the code, so that a change of the code does not install everything again.
COPY requirements/base.txt requirements/production.txt requirements/
# Wheels only, checked by hash: nothing that came from elsewhere is run here. pip itself does not go along.
RUN /opt/venv/bin/pip install --require-hashes --only-binary :all: --requirement requirements/production.txt \
    && /opt/venv/bin/pip uninstall --yes setuptools pip

ENV PATH=/opt/venv/bin:$PATH HUB_STATIC_DIR=/srv/hub/static
COPY . .
RUN bin/hub build && python -m compileall -q hub knowledge events members home search

# --- What runs: the same base, without pip's cache, compilers or anything that can be written ---------------------
FROM ${PYTHON_IMAGE}

# A fixed number, so that the owner of a volume is the same on every host.
RUN groupadd --gid 10001 hub \
    && useradd --uid 10001 --gid hub --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin hub \
    && install --directory --owner=hub --group=hub --mode=0750 /var/lib/hub

COPY --from=build /opt/venv /opt/venv
# Owned by root: the hub cannot change its own code.
COPY --from=build /srv/hub /srv/hub

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=hub.settings.production \
    HUB_BIND=0.0.0.0:8000 \
    HUB_STATIC_DIR=/srv/hub/static \
    HUB_VAR_DIR=/var/lib/hub

WORKDIR /srv/hub
# Uploads and the text index: the only folder that is written, beside /tmp.
VOLUME /var/lib/hub
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
# Whether the process answers. Roles without HTTP switch this off (compose.yaml).
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["bin/hub", "health"]
ENTRYPOINT ["bin/hub"]
CMD ["web"]
