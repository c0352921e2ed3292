/** The simulated platforms, their population and traffic. */
@NullMarked
package io.cutover.demo;

import org.jspecify.annotations.NullMarked;
