/**
 * Spans of sampled exchanges, sent by OTLP over HTTP.
 *
 * <p>A room of its own, because the library behind it is optional to everything else: the request
 * path knows {@link io.cutover.trace.Trace}, which is there for a sampled exchange and null for any
 * other, and the wiring knows {@link io.cutover.trace.Tracing}, which is null while traces are off.
 * So what is off costs one null check and allocates nothing.
 *
 * <p>Whether to sample is decided here before anything of the library is touched; its own samplers
 * would need a span first. Its sender is the one on the JDK's HttpClient: the usual one brings
 * Kotlin along. Nothing of a path, a query, a header or a token becomes an attribute.
 */
@NullMarked
package io.cutover.trace;

import org.jspecify.annotations.NullMarked;
