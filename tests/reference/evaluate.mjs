// Evaluates expressions as AWS Step Functions does, by the reference implementation of JSONata: a list of
// {expression, bindings} on standard input, a list of {value} or {error} on standard output. Undefined is an error there.
import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import jsonata from "jsonata";

// https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-provided-by-sfn
const functions = {
  partition: (list, size) => Array.from({ length: Math.ceil(list.length / size) }, (_, n) => list.slice(n * size, (n + 1) * size)),
  range: (first, last, step) => Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, n) => first + n * step),
  hash: (text, algorithm) => createHash(algorithm.replace("-", "").toLowerCase()).update(text).digest("hex"),
  parse: (text) => JSON.parse(text),
  random: () => 0.5,
  uuid: () => randomUUID(),
};

async function evaluate({ expression, bindings }) {
  try {
    const compiled = jsonata(expression);
    for (const [name, body] of Object.entries(functions)) compiled.registerFunction(name, body);
    const value = await compiled.evaluate(undefined, bindings);
    return value === undefined ? { error: "undefined" } : { value };
  } catch (error) {
    return { error: `${error.code ?? ""} ${error.message}` };
  }
}

const results = [];
for (const given of JSON.parse(readFileSync(0, "utf-8"))) results.push(await evaluate(given));
process.stdout.write(JSON.stringify(results));
