FROM python:3.11-slim

# The OpenAI client trusts the system's certificates, which slim images leave out.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 downline \
    && install --directory --owner downline /var/lib/downline

WORKDIR /app
ENV PYTHONPATH=/app \
    PYTHONUNBUFFERED=1 \
    LANGGRAPH_STRICT_MSGPACK=true \
    DOWNLINE_HOST=0.0.0.0 \
    DOWNLINE_DATABASE=sqlite:////var/lib/downline/downline.db \
    DOWNLINE_SCENARIOS=/var/lib/downline/scenarios \
    DOWNLINE_LIBRARY=/var/lib/downline/library \
    DOWNLINE_KERNELS=/home/downline/kernels

# What the product needs (not what its tests need), at the pinned versions.
COPY pyproject.toml constraints.txt ./
RUN python -c "import tomllib; print(*tomllib.load(open('pyproject.toml', 'rb'))['project']['dependencies'], sep='\n')" > runtime.txt \
    && pip install --no-cache-dir --constraint constraints.txt --requirement runtime.txt \
    && rm runtime.txt

COPY . .
RUN python -m compileall -q .

USER downline
# Compiling the solvers takes about a minute; done here, the first disruption need not wait for it.
RUN python -m tools.recovery.solver.warm && python -m tools.reaccommodation.warm && python -m tools.gates.warm
VOLUME /var/lib/downline
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["python", "-m", "api", "serve"]
