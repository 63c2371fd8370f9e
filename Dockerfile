# The image of web, worker and beat. It is checked as text only (tests/project/test_containers.py):
# no container engine runs where the floor is built, see docs/operations.md.

FROM python:3.11-slim-bookworm AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/floor
COPY requirements/base.txt /tmp/base.txt
RUN /opt/floor/bin/pip install --require-hashes -r /tmp/base.txt

FROM python:3.11-slim-bookworm
ENV PATH=/opt/floor/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    VAR_ROOT=/var/lib/floor MEDIA_ROOT=/var/lib/floor/media PRIVATE_ROOT=/var/lib/floor/private \
    STATIC_ROOT=/srv/floor/static
RUN groupadd --system --gid 1001 floor \
    && useradd --system --uid 1001 --gid floor --home-dir /var/lib/floor floor \
    && install -d -o floor -g floor /var/lib/floor /var/lib/floor/media /var/lib/floor/private /srv/floor/static
COPY --from=packages /opt/floor /opt/floor
WORKDIR /srv/floor/app
COPY manage.py ./
COPY marketplace marketplace
COPY payments payments
COPY search search
COPY cms cms
COPY fixtures fixtures
COPY themes themes
COPY locale locale
COPY tools tools
COPY deploy deploy
RUN python -m tools.compile_messages
USER floor
# The names of static files carry their digest, so that they are made with the image, not at its start.
RUN ENVIRONMENT=test VAR_ROOT=/tmp/build python manage.py collectstatic --noinput -v0
VOLUME ["/var/lib/floor"]
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=40s CMD ["python", "deploy/healthcheck.py"]
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "marketplace.config.wsgi"]
