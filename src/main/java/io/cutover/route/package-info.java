/** Which route a request matches; rewrites there and back; reads a request's sticky key. */
@NullMarked
package io.cutover.route;

import org.jspecify.annotations.NullMarked;
