"""Networks to ONNX with float16 weights, cast when loaded; inputs and outputs stay float32. Compared with torch before they count."""
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
import torch.nn as nn
from onnx import TensorProto, compose, helper, numpy_helper
from torch import Tensor

OPSET, WORST = 17, 0.03
Axes = dict[str, dict[int, str]]


def halve(graph: onnx.GraphProto) -> None:
    casts, kept = [], []
    for tensor in graph.initializer:
        if tensor.data_type == TensorProto.FLOAT and np.prod(tensor.dims) >= 64:
            values = numpy_helper.to_array(tensor).astype(np.float16)
            kept.append(numpy_helper.from_array(values, tensor.name + '_fp16'))
            casts.append(helper.make_node('Cast', [tensor.name + '_fp16'], [tensor.name], to=TensorProto.FLOAT))
        else:
            kept.append(tensor)
    nodes = list(graph.node)
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(kept)
    graph.node.extend(casts + nodes)


def write(module: nn.Module, inputs: dict[str, Tensor], outputs: list[str], axes: Axes, path: Path) -> None:
    """Throws where onnxruntime's answer on a batch of two differs from torch's by more than WORST of its largest value."""
    module = module.cpu().float().eval().requires_grad_(False)
    path.parent.mkdir(parents=True, exist_ok=True)
    given = tuple(inputs.values())
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        raw = Path(folder) / 'raw.onnx'
        torch.onnx.export(module, given, str(raw), input_names=list(inputs), output_names=outputs, dynamic_axes=axes,
                          opset_version=OPSET, do_constant_folding=True, dynamo=False)
        model = onnx.load(raw)
    halve(model.graph)
    model.producer_name = 'tincture starter'
    onnx.checker.check_model(model)
    onnx.save(model, path)
    session = onnxruntime.InferenceSession(str(path), providers=['CPUExecutionProvider'])
    other = tuple(torch.cat([i, i.flip(0)]) if i.ndim else i for i in given)
    with torch.no_grad():
        want = module(*other)
    got = session.run(outputs, {n: i.numpy() for n, i in zip(inputs, other)})
    pairs = zip(got, want if isinstance(want, tuple) else (want,))
    worst = max(float(np.abs(a - b.numpy()).max() / (b.abs().max() + 1e-6)) for a, b in pairs)
    print(f'{path.parent.parent.name}/{path.parent.name}/{path.name}: {path.stat().st_size / 2**20:.1f} MB, {worst:.1e} from torch', flush=True)
    if worst > WORST:
        raise ValueError(f'{path} differs from torch by {worst:.1e}')


def beside(first: onnx.ModelProto, second: onnx.ModelProto) -> onnx.ModelProto:
    """One graph with the answers of both; what goes in has the same names in both."""
    # by an answer's name: the first may be of two itself
    other = compose.add_prefix(second, f'{second.graph.output[0].name}/', rename_inputs=False, rename_outputs=False).graph
    graph = helper.make_graph([*first.graph.node, *other.node], first.graph.name, first.graph.input, [*first.graph.output, *other.output],
                              [*first.graph.initializer, *other.initializer])
    model = helper.make_model(graph, opset_imports=first.opset_import, ir_version=first.ir_version, producer_name=first.producer_name)
    onnx.checker.check_model(model)
    return model
