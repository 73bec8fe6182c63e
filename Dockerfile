# One recipe for every image of the city:
#   docker build --target service --build-arg SERVICE=notifier .    one of the four services: its code and no other's
#   docker build --target website .                                 the front door
#   docker build --target launcher .                                secrets, the example city and the mail catcher
# Each of them runs any process of what it holds: `docker run IMAGE notifier worker`.

ARG PYTHON=3.13

FROM python:${PYTHON}-slim AS python
ENV PATH=/opt/mosaik/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
WORKDIR /srv/mosaik

# ------------------------------------------------------------------------------------------------------------ installing
FROM python AS libraries
ENV UV_NO_CACHE=1 UV_SYSTEM_CERTS=1 VIRTUAL_ENV=/opt/mosaik
COPY requirements.lock pyproject.toml LICENSE ./
# uv comes by its hash in the lock, as everything does. The lock also pins what tests and ./start need; as a constraint
# it lets the images do without, and still nothing is installed that has no hash there.
RUN sed -n '/^uv==/,/[^\\]$/p' requirements.lock >/tmp/uv.lock \
 && python -m venv --without-pip /opt/mosaik \
 && python -m venv /opt/uv \
 && /opt/uv/bin/pip install --quiet --no-cache-dir --disable-pip-version-check --require-hashes --no-deps --only-binary=:all: -r /tmp/uv.lock \
 && /opt/uv/bin/uv pip install --require-hashes --constraint requirements.lock --compile-bytecode -r pyproject.toml

FROM libraries AS ground
COPY services/*.py services/
COPY services/facts services/facts
COPY services/kit services/kit
COPY services/website services/website
COPY deploy/probe.py ./
RUN /opt/uv/bin/uv pip install --no-deps --editable . && python -m compileall -q services

FROM ground AS one-service
ARG SERVICE
COPY ${SERVICE} ${SERVICE}
RUN test -n "${SERVICE}" && rm -rf services/website \
 && /opt/uv/bin/uv pip install --no-deps --editable "./${SERVICE}" && python -m compileall -q "${SERVICE}"

# Loading the example city runs commands of profiles-service.
FROM ground AS whole-launcher
COPY services/launcher services/launcher
COPY profiles-service profiles-service
RUN mkdir /tmp/inbox && printf '[project]\nname = "inbox"\nversion = "0"\ndependencies = ["aiosmtpd"]\n' >/tmp/inbox/pyproject.toml \
 && /opt/uv/bin/uv pip install --require-hashes --constraint requirements.lock --compile-bytecode -r /tmp/inbox/pyproject.toml \
 && /opt/uv/bin/uv pip install --no-deps --editable ./profiles-service && python -m compileall -q services profiles-service

# --------------------------------------------------------------------------------------------------------------- running
FROM python AS run
# Volumes take over the owner of the folder they are first mounted on.
RUN useradd --uid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin mosaik \
 && for place in master directory events profiles notifier website owners postgres redis launcher; do \
      install -d -o mosaik -m 755 "/run/mosaik/$place"; done \
 && install -d -o mosaik /var/lib/mosaik
ENV MOSAIK_HOST=0.0.0.0 \
    MOSAIK_STATE=/var/lib/mosaik
USER mosaik
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-I", "-S", "/srv/mosaik/probe.py"]
ENTRYPOINT ["python", "-m", "services.kit"]

FROM run AS website
COPY --from=ground /opt/mosaik /opt/mosaik
COPY --from=ground /srv/mosaik /srv/mosaik
CMD ["website", "web"]

FROM run AS launcher
COPY --from=whole-launcher /opt/mosaik /opt/mosaik
COPY --from=whole-launcher /srv/mosaik /srv/mosaik
HEALTHCHECK NONE

FROM run AS service
COPY --from=one-service /opt/mosaik /opt/mosaik
COPY --from=one-service /srv/mosaik /srv/mosaik
