package io.cutover.trace;

import io.cutover.split.Decision;
import io.cutover.split.Platform;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One sampled exchange: a span for the whole, one for each attempt on a platform, and inside them
 * one for each stage; a stage ends where the next begins.
 *
 * <p>Lives on the exchange's event loop. Times are nanoseconds of its monotonic clock.
 */
public final class Trace {
  private final Tracer tracer;
  private final Span whole;
  private final long offset;
  private @Nullable Span attempt;
  private @Nullable Span stage;

  Trace(Tracer tracer, Span whole, long offset, long startNanos) {
    this.tracer = tracer;
    this.whole = whole;
    this.offset = offset;
    begin(Stage.ACCEPT, startNanos);
  }

  /** The stage before is over, this one begins. */
  public void begin(Stage next, long nowNanos) {
    endStage(nowNanos);
    stage = start(next.label(), SpanKind.INTERNAL, attempt == null ? whole : attempt, nowNanos);
  }

  /** Returns the bytes of the traceparent for a platform that is tried from now on. */
  public byte[] attempt(Platform platform, long nowNanos) {
    endStage(nowNanos);
    endAttempt(nowNanos);
    Span tried = start("platform " + platform.label(), SpanKind.CLIENT, whole, nowNanos);
    tried.setAttribute("cutover.platform", platform.label());
    attempt = tried;
    begin(Stage.CONNECT, nowNanos);
    SpanContext context = tried.getSpanContext();
    return ("00-" + context.getTraceId() + "-" + context.getSpanId() + "-01")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * The exchange is over.
   *
   * @param status what the client got
   */
  public void end(
      String route,
      Decision decision,
      @Nullable Platform platform,
      byte[] requestId,
      int status,
      long nowNanos) {
    endStage(nowNanos);
    endAttempt(nowNanos);
    whole.setAttribute("cutover.route", route);
    whole.setAttribute("cutover.decision", decision.label());
    whole.setAttribute("cutover.platform", platform == null ? "none" : platform.label());
    whole.setAttribute("cutover.request_id", new String(requestId, StandardCharsets.US_ASCII));
    whole.setAttribute("http.response.status_code", status);
    if (status >= 500) {
      whole.setStatus(StatusCode.ERROR);
    }
    whole.end(at(nowNanos), TimeUnit.NANOSECONDS);
  }

  private Span start(String name, SpanKind kind, Span parent, long nowNanos) {
    return tracer
        .spanBuilder(name)
        .setSpanKind(kind)
        .setParent(Context.root().with(parent))
        .setStartTimestamp(at(nowNanos), TimeUnit.NANOSECONDS)
        .startSpan();
  }

  private void endStage(long nowNanos) {
    if (stage != null) {
      stage.end(at(nowNanos), TimeUnit.NANOSECONDS);
      stage = null;
    }
  }

  private void endAttempt(long nowNanos) {
    if (attempt != null) {
      attempt.end(at(nowNanos), TimeUnit.NANOSECONDS);
      attempt = null;
    }
  }

  private long at(long nanos) {
    return nanos + offset;
  }
}
