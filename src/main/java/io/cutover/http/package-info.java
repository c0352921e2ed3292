/**
 * HTTP that knows no connection: the received head and an index of its fields, the strict parser,
 * body framing, hop-by-hop fields, path rules, CORS, and the gateway's own errors.
 */
@NullMarked
package io.cutover.http;

import org.jspecify.annotations.NullMarked;
