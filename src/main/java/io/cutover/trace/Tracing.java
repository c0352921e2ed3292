package io.cutover.trace;

import io.cutover.config.TracesConfig;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Traces that are switched on: samples exchanges, and sends their spans aside in batches. Any
 * thread; a full queue drops spans rather than hold anybody up.
 */
public final class Tracing implements AutoCloseable {
  private static final long CLOSE_SECONDS = 3;

  private final TracesConfig config;
  private final InstantSource clock;
  private final SdkTracerProvider provider;
  private final Tracer tracer;

  /**
   * Starts to trace.
   *
   * @param version the program's own
   */
  public Tracing(TracesConfig config, String version, InstantSource clock) {
    this.config = config;
    this.clock = clock;
    OtlpHttpSpanExporterBuilder exporter =
        OtlpHttpSpanExporter.builder().setEndpoint(config.endpoint().toString());
    config.headers().forEach((name, value) -> exporter.addHeader(name, value.reveal()));
    this.provider =
        SdkTracerProvider.builder()
            .setSampler(Sampler.alwaysOn())
            .setResource(
                Resource.getDefault()
                    .merge(
                        Resource.create(
                            Attributes.of(
                                AttributeKey.stringKey("service.name"),
                                "cutover",
                                AttributeKey.stringKey("service.version"),
                                version))))
            .addSpanProcessor(
                BatchSpanProcessor.builder(exporter.build())
                    .setScheduleDelay(1, TimeUnit.SECONDS)
                    .build())
            .build();
    this.tracer = provider.get("io.cutover", version);
  }

  /** Returns whether it is made from this configuration. */
  public boolean isOf(@Nullable TracesConfig other) {
    return config.equals(other);
  }

  /**
   * Returns whether an exchange is traced.
   *
   * @param parent the traceparent that came with it, known to be valid; null: none did
   * @param believed whether its sender may say that it be sampled
   */
  public boolean samples(RandomGenerator random, @Nullable String parent, boolean believed) {
    return (believed && parent != null && isSampled(parent))
        || random.nextDouble() * 100 < config.samplePercent();
  }

  /**
   * Begins an exchange's trace.
   *
   * @param parent the traceparent that came with it, known to be valid; null: none did
   * @param startNanos when the exchange began, by the monotonic clock
   * @param nowNanos the same clock now
   */
  public Trace begin(@Nullable String parent, String method, long startNanos, long nowNanos) {
    Instant now = clock.instant();
    long epochNanos = now.getEpochSecond() * 1_000_000_000 + now.getNano();
    long offset = epochNanos - nowNanos;
    SpanBuilder builder =
        tracer
            .spanBuilder(method)
            .setSpanKind(SpanKind.SERVER)
            .setAttribute("http.request.method", method)
            .setStartTimestamp(startNanos + offset, TimeUnit.NANOSECONDS);
    Span span =
        (parent == null ? builder.setNoParent() : builder.setParent(context(parent))).startSpan();
    return new Trace(tracer, span, offset, startNanos);
  }

  private static boolean isSampled(String traceparent) {
    return (Character.digit(traceparent.charAt(54), 16) & 1) == 1;
  }

  private static Context context(String traceparent) {
    SpanContext remote =
        SpanContext.createFromRemoteParent(
            traceparent.substring(3, 35),
            traceparent.substring(36, 52),
            TraceFlags.getSampled(),
            TraceState.getDefault());
    return Context.root().with(Span.wrap(remote));
  }

  /** Sends what is waiting, for a few seconds at most. Blocks: not for an event loop. */
  @Override
  public void close() {
    var _ = provider.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
