package io.cutover.admin;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;

/** How answers leave: with the fields of every answer, and to nobody who takes for ever. */
final class Departure {
  private final SlowRequests slow;

  Departure(SlowRequests slow) {
    this.slow = slow;
  }

  /**
   * Sends an answer.
   *
   * @param last whether the connection ends with it
   */
  void send(ServerRequest request, ServerResponse response, Answer answer, boolean last) {
    response.status(Status.create(answer.status()));
    AnswerFields.ALWAYS.forEach(response::header);
    answer.fields().forEach((name, value) -> response.header(HeaderNames.create(name), value));
    response.header(HeaderNames.CONTENT_TYPE, answer.contentType());
    if (last) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    Answer.Stream stream = answer.stream();
    if (stream != null && !request.prologue().method().text().equals("HEAD")) {
      stream(response, stream);
      return;
    }
    slow.sending(
        () -> {
          if (request.prologue().method().text().equals("HEAD")) {
            response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(answer.body().length));
            response.send();
          } else {
            response.send(answer.body());
          }
        });
  }

  private void stream(ServerResponse response, Answer.Stream stream) {
    try (OutputStream out = response.outputStream()) {
      stream.writeTo(
          bytes ->
              slow.sending(
                  () -> {
                    try {
                      out.write(bytes);
                      out.flush();
                    } catch (IOException e) {
                      throw new CloseConnectionException("the client is gone", e);
                    }
                  }));
    } catch (IOException e) {
      throw new CloseConnectionException("the client is gone", e);
    } catch (InterruptedException e) {
      throw new CloseConnectionException("the stream ends", e);
    }
  }
}
