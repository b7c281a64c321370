"""Runs the same steps in llama.cpp, or in an export of onnxruntime-genai's model builder, as speed.ts asks on standard input.

A line in is a JSON object: {"do": "step", "rows": B, "past": P, "count": N} or {"do": "prefill", "tokens": T, "count": N}; a line
out is a list of milliseconds. The first line out is the milliseconds that opening took.

    python rivals.py llama MODEL.gguf THREADS          pip install llama-cpp-python (built from source)
    python rivals.py genai FOLDER THREADS              pip install onnxruntime; FOLDER is made by
        python -m onnxruntime_genai.models.builder -i HUGGING_FACE_FOLDER -o FOLDER -p int4 -e cpu --extra_options int4_accuracy_level=4
"""

import json
import os
import sys
import time

import numpy


class Llama:
    def __init__(self, path, threads):
        import llama_cpp

        self.api, self.threads = llama_cpp, threads
        parameters = llama_cpp.llama_model_default_params()
        # Its kernels for AMX die of an illegal instruction where a virtual machine offers AMX and does not run it.
        parameters.use_extra_bufts = os.environ.get("LLAMA_REPACK", "0") == "1"
        self.model = llama_cpp.llama_model_load_from_file(path.encode(), parameters)
        self.vocabulary = llama_cpp.llama_vocab_n_tokens(llama_cpp.llama_model_get_vocab(self.model))
        self.batch = llama_cpp.llama_batch_init(512, 0, 1)

    def context(self, rows, length):
        parameters = self.api.llama_context_default_params()
        parameters.n_ctx, parameters.n_batch, parameters.n_ubatch, parameters.n_seq_max = rows * length, 512, 512, rows
        parameters.n_threads = parameters.n_threads_batch = self.threads
        context = self.api.llama_init_from_model(self.model, parameters)
        return context, self.api.llama_get_memory(context)

    def decode(self, context, ids, places, rows, scored):
        self.batch.n_tokens = len(ids)
        for i, (token, place, row) in enumerate(zip(ids, places, rows)):
            self.batch.token[i], self.batch.pos[i], self.batch.n_seq_id[i], self.batch.logits[i] = token, place, 1, i in scored
            self.batch.seq_id[i][0] = row
        if self.api.llama_decode(context, self.batch) != 0:
            raise RuntimeError("llama_decode failed")
        return numpy.ctypeslib.as_array(self.api.llama_get_logits(context), (len(scored), self.vocabulary))

    def step(self, rows, past, count):
        context, memory = self.context(rows, past + count + 8)
        self.decode(context, tokens(past), range(past), [0] * past, {past - 1})
        for row in range(1, rows):
            self.api.llama_memory_seq_cp(memory, 0, row, -1, -1)
        times = [timed(lambda: self.decode(context, ids, [past + i] * rows, range(rows), set(range(rows)))) for i, ids in enumerate([tokens(rows) for _ in range(count)])]
        self.api.llama_free(context)
        return times

    def prefill(self, length, count):
        context, memory = self.context(1, length + 8)
        times = []
        for _ in range(count):
            self.api.llama_memory_clear(memory, True)
            ids = tokens(length)
            times.append(timed(lambda: self.decode(context, ids, range(length), [0] * length, {length - 1})))
        self.api.llama_free(context)
        return times


class GenAi:
    def __init__(self, folder, threads):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.ort = onnxruntime
        self.session = onnxruntime.InferenceSession(f"{folder}/model.onnx", options)
        self.inputs = {value.name: value for value in self.session.get_inputs()}
        self.head_size = json.load(open(f"{folder}/genai_config.json"))["model"]["decoder"]["head_size"]
        self.past = [name for name in self.inputs if name.startswith("past")]

    def run(self, caches, ids, length):
        """Keys and values are written into the memory that they are read from."""
        rows = len(ids)
        binding = self.session.io_binding()
        binding.bind_cpu_input("input_ids", ids)
        if "attention_mask" in self.inputs:
            binding.bind_cpu_input("attention_mask", numpy.ones((rows, length), numpy.int64))
        if "position_ids" in self.inputs:
            binding.bind_cpu_input("position_ids", numpy.tile(numpy.arange(length - ids.shape[1], length), (rows, 1)))
        for name in self.past:
            binding.bind_ortvalue_input(name, caches[name])
            binding.bind_ortvalue_output(name.replace("past_key_values", "present"), caches[name])
        binding.bind_output("logits")
        self.session.run_with_iobinding(binding)
        return binding.get_outputs()

    def caches(self, rows, capacity):
        shape = self.inputs[self.past[0]].shape
        return {name: self.ort.OrtValue.ortvalue_from_numpy(numpy.zeros((rows, shape[1], capacity, self.head_size), numpy.float32)) for name in self.past}

    def step(self, rows, past, count):
        caches = self.caches(rows, past + count + 8)
        self.run(caches, numpy.array([tokens(past)] * rows, numpy.int64), past)
        return [timed(lambda: self.run(caches, ids, past + i + 1)) for i, ids in enumerate([numpy.array([[token] for token in tokens(rows)], numpy.int64) for _ in range(count)])]

    def prefill(self, length, count):
        caches = self.caches(1, length + 8)
        return [timed(lambda: self.run(caches, ids, length)) for ids in [numpy.array([tokens(length)], numpy.int64) for _ in range(count)]]


def tokens(count):
    return numpy.random.randint(1000, 40_000, count).tolist()


def timed(run):
    begin = time.perf_counter()
    run()
    return 1000 * (time.perf_counter() - begin)


kind, path, threads = sys.argv[1:]
begin = time.perf_counter()
rival = {"llama": Llama, "genai": GenAi}[kind](path, int(threads))
print(json.dumps([1000 * (time.perf_counter() - begin)]), flush=True)
for line in sys.stdin:
    ask = json.loads(line)
    times = rival.step(ask["rows"], ask["past"], ask["count"]) if ask["do"] == "step" else rival.prefill(ask["tokens"], ask["count"])
    print(json.dumps(times), flush=True)
