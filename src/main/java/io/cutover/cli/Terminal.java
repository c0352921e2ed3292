package io.cutover.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where a command was typed.
 *
 * @param env the environment; null for what is not set
 * @param interactive whether a person sits there: may be asked, and sees colours
 * @param line reads what the person types; null at the end of input
 */
record Terminal(
    PrintWriter out,
    PrintWriter err,
    UnaryOperator<@Nullable String> env,
    boolean interactive,
    Supplier<@Nullable String> line) {

  /** Returns the process's own. */
  static Terminal ofProcess() {
    Console console = System.console();
    boolean interactive = console != null && console.isTerminal();
    return new Terminal(
        new PrintWriter(System.out, true, Charset.defaultCharset()),
        new PrintWriter(System.err, true, Charset.defaultCharset()),
        name -> name == null ? null : System.getenv(name),
        interactive,
        () -> console == null ? null : console.readLine());
  }

  /** Asks, and returns the answer without outer white space; empty at the end of input. */
  String ask(String question) {
    err.print(question + " ");
    err.flush();
    String answer = line.get();
    return answer == null ? "" : answer.strip();
  }

  /** Returns the text in an ANSI style, if colours are shown; see no-color.org. */
  String styled(String text, String style) {
    String noColor = env.apply("NO_COLOR");
    boolean plain = !interactive || (noColor != null && !noColor.isEmpty());
    return plain ? text : "\u001b[" + style + "m" + text + "\u001b[0m";
  }

  void print(String text) {
    out.print(text);
    out.flush();
  }
}
