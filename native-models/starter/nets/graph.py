"""A network of a model folder, run and trained by torch node by node: whoever wants to go on from weights that ship needs neither the code
that made them nor a checkpoint, and what was learnt is written back into the same graph."""
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import torch
import torch.nn as nn
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor

Attributes = dict[str, object]
Operator = Callable[..., Tensor]

DTYPES = {TensorProto.FLOAT: torch.float32, TensorProto.FLOAT16: torch.float32, TensorProto.INT64: torch.int64, TensorProto.BOOL: torch.bool}


def reshaped(x: Tensor, shape: Tensor) -> Tensor:
    return x.reshape([x.shape[i] if n == 0 else n for i, n in enumerate(shape.tolist())])


def sliced(x: Tensor, starts: Tensor, ends: Tensor, axes: Tensor, steps: Tensor | None = None) -> Tensor:
    at = [slice(None)] * x.ndim
    for i, axis in enumerate(axes.tolist()):
        at[axis] = slice(int(starts[i]), int(ends[i]), 1 if steps is None else int(steps[i]))
    return x[tuple(at)]


def gathered(x: Tensor, index: Tensor, axis: int = 0) -> Tensor:
    return x.index_select(axis, index.flatten()).reshape([*x.shape[:axis], *index.shape, *x.shape[axis + 1:]])


def unsqueezed(x: Tensor, axes: Tensor) -> Tensor:
    for axis in sorted(axes.tolist()):
        x = x.unsqueeze(axis)
    return x


def convolved(x: Tensor, w: Tensor, b: Tensor | None = None, *, strides: list[int], pads: list[int], **_: object) -> Tensor:
    return F.conv2d(x.contiguous(memory_format=torch.channels_last), w, b, strides, pads[:2])


def enlarged(x: Tensor, _roi: Tensor | None, scales: Tensor | None, sizes: Tensor | None = None, *, mode: str = 'nearest', **_: object) -> Tensor:
    to = sizes.tolist()[2:] if sizes is not None else [round(n * s) for n, s in zip(x.shape[2:], scales.tolist()[2:])]
    return F.interpolate(x, size=to, mode='nearest') if mode == 'nearest' else F.interpolate(x, size=to, mode='bilinear', align_corners=False)


# What our own exports are made of (opset 17); another operator is a KeyError.
OPERATORS: dict[str, Operator] = {
    'Add': torch.add, 'Sub': torch.sub, 'Mul': torch.mul, 'Div': lambda a, b: a // b if a.dtype == torch.int64 else a / b, 'Pow': torch.pow,
    'Cos': torch.cos, 'Sin': torch.sin, 'Sigmoid': torch.sigmoid, 'MatMul': torch.matmul,
    'Softmax': lambda x, axis=-1: x.softmax(axis),
    'Gemm': lambda x, w, b, transB=0, **_: F.linear(x, w if transB else w.T, b),
    'AveragePool': lambda x, kernel_shape, strides, **_: F.avg_pool2d(x, kernel_shape, strides), 'Conv': convolved, 'Resize': enlarged,
    'InstanceNormalization': lambda x, w, b, epsilon=1e-5: F.instance_norm(x, weight=w, bias=b, eps=epsilon),
    'LayerNormalization': lambda x, w, b, axis=-1, epsilon=1e-5: F.layer_norm(x, x.shape[axis:], w, b, epsilon),
    'ReduceMean': lambda x, axes, keepdims=1: x.mean(axes, bool(keepdims)),
    'Cast': lambda x, to: x.to(DTYPES[to]),
    'Shape': lambda x: torch.tensor(x.shape),
    'Constant': lambda value: value,
    'Concat': lambda *x, axis: torch.cat(x, axis),
    'Transpose': lambda x, perm: x.permute(perm),
    'Reshape': lambda x, shape, **_: reshaped(x, shape),
    'Clip': torch.clamp,
    'DepthToSpace': lambda x, blocksize, mode: F.pixel_shuffle(x, blocksize),  # as PyTorch exports it: CRD
    'Slice': sliced, 'Gather': gathered, 'Unsqueeze': unsqueezed,
}


def value_of(attribute: onnx.AttributeProto) -> object:
    value = helper.get_attribute_value(attribute)
    if isinstance(value, bytes):
        return value.decode()
    return torch.from_numpy(numpy_helper.to_array(value).copy()) if isinstance(value, TensorProto) else value


class Graph(nn.Module):
    """Answers the first of the file's outputs. Weights are float32 here, whatever the file keeps them as."""

    def __init__(self, path: Path):
        super().__init__()
        self.file = onnx.load(path)
        graph = self.file.graph
        self.weights = nn.ParameterDict()
        self.keys: dict[str, str] = {}  # a parameter's name has no dots
        fixed: dict[str, Tensor] = {}
        for tensor in graph.initializer:
            value = torch.from_numpy(numpy_helper.to_array(tensor).copy())
            if value.is_floating_point():
                self.keys[tensor.name] = tensor.name.replace('.', '/')
                self.weights[self.keys[tensor.name]] = nn.Parameter(value.float())
            else:
                fixed[tensor.name] = value
        self.nodes = []
        needed = {graph.output[0].name}
        for node in reversed(graph.node):
            if needed & set(node.output):
                needed |= set(node.input)
        for node in graph.node:
            if not needed & set(node.output):
                continue
            given: Attributes = {a.name: value_of(a) for a in node.attribute}
            if node.op_type == 'Constant':
                fixed[node.output[0]] = given['value']
            else:
                self.nodes.append((OPERATORS[node.op_type], list(node.input), node.output[0], given))
        self.fixed, self.inputs, self.output = fixed, [i.name for i in graph.input], graph.output[0].name

    def forward(self, *inputs: Tensor) -> Tensor:
        known: dict[str, Tensor | None] = {'': None, **self.fixed, **{name: self.weights[key] for name, key in self.keys.items()}}
        known.update(zip(self.inputs, inputs))
        for operator, names, out, given in self.nodes:
            known[out] = operator(*(known[name] for name in names), **given)
        return known[self.output]

    def write(self, path: Path) -> None:
        """The same graph with what was learnt, every weight in the type that it had."""
        kept = onnx.ModelProto()
        kept.CopyFrom(self.file)
        for tensor in kept.graph.initializer:
            if tensor.name in self.keys:
                learnt = self.weights[self.keys[tensor.name]].detach().cpu().numpy()
                tensor.CopyFrom(numpy_helper.from_array(learnt.astype(np.dtype(helper.tensor_dtype_to_np_dtype(tensor.data_type))), tensor.name))
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix('.part')
        onnx.save(kept, part)
        os.replace(part, path)
