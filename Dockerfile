# The gateway on a runtime of its own: docker build -t cutover .
# Two bases, so that the file serves where public images are out of reach, too: deploy/verify-image.
ARG JDK=docker.io/library/eclipse-temurin:25-jdk
ARG BASE=docker.io/library/debian:12-slim

FROM ${JDK} AS build
WORKDIR /src
COPY . .
RUN sh ./mvnw -q -B -ntp -Dlauncher -Dmaven.test.skip=true package
RUN "$JAVA_HOME/bin/jlink" --output /opt/java --strip-java-debug-attributes --no-header-files --no-man-pages \
      --add-modules java.base,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.sql,java.xml,jdk.crypto.ec,jdk.jcmd,jdk.jfr,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs
RUN mkdir -p /opt/cutover && cp -r cutover target/cutover.jar target/lib LICENSE /opt/cutover/

FROM ${BASE}
COPY --from=build /opt/java /opt/java
COPY --from=build /opt/cutover /opt/cutover
# Classes as they stand in memory, of a run that does what a gateway does; made where it is used, for it
# belongs to exactly this runtime, these jars and these flags. A runtime that it does not fit goes without.
# What the demo says of itself on a busy machine is of no account here: that the cache is there is.
RUN { JAVA_HOME=/opt/java CUTOVER_JAVA_OPTS="-XX:AOTCacheOutput=/opt/cutover/cutover.aot" \
      /opt/cutover/cutover demo --for 5s --rate 20 --port 0 --admin-port 0 >/dev/null || true; } \
    && chmod 644 /opt/cutover/cutover.aot && rm -rf /tmp/* \
    && mkdir -p /etc/cutover /var/lib/cutover && chown 10001:10001 /var/lib/cutover
# Nothing but /tmp and /var/lib/cutover is written to: run it with a read-only root.
USER 10001:10001
ENV JAVA_HOME=/opt/java CUTOVER_JAVA_OPTS="-XX:AOTCache=/opt/cutover/cutover.aot"
VOLUME ["/tmp", "/var/lib/cutover"]
EXPOSE 8080 8443 9901
STOPSIGNAL SIGTERM
ENTRYPOINT ["/opt/cutover/cutover"]
CMD ["run", "-c", "/etc/cutover/cutover.yaml"]
