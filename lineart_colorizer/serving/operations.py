"""What a SavedModel would do when it is loaded and run, read from its description: it is a program, and only arithmetic is let in.

TensorFlow's own functions that save and restore a SavedModel's variables are in every one, and write and read files; they are let in
where the description names them for that, and nothing else calls them.
"""

import pathlib

from tensorflow.core.framework.node_def_pb2 import NodeDef
from tensorflow.core.protobuf.meta_graph_pb2 import MetaGraphDef
from tensorflow.core.protobuf.saved_model_pb2 import SavedModel

from data_tools.errors import InputError

ARITHMETIC = """
    Abs Add AddN AddV2 Ceil Cumsum Div DivNoNan Erf Exp Floor FloorDiv FloorMod L2Loss Log Log1p Maximum Minimum Mul MulNoNan Neg Pow
    RealDiv Reciprocal Relu Relu6 LeakyRelu Elu Selu Sigmoid Softplus Softsign Tanh Sin Cos Rsqrt Sqrt Square SquaredDifference Sign Sub
    Round Rint ClipByValue Softmax LogSoftmax IsFinite IsNan IsInf
    All Any Sum Mean Max Min Prod ArgMax ArgMin Equal NotEqual Greater GreaterEqual Less LessEqual LogicalAnd LogicalNot LogicalOr
    MatMul BatchMatMul BatchMatMulV2 BatchMatMulV3 Einsum BiasAdd Conv2D Conv2DBackpropInput DepthwiseConv2dNative AvgPool MaxPool
    FusedBatchNormV3 ResizeBilinear ResizeNearestNeighbor ResizeBicubic
"""
SHAPING = """
    BroadcastArgs BroadcastTo Cast ConcatV2 DepthToSpace ExpandDims Fill GatherNd GatherV2 MirrorPad OneHot OnesLike Pack Pad PadV2 Range
    Rank Reshape ReverseV2 Select SelectV2 Shape ShapeN Size Slice SpaceToDepth Split SplitV Squeeze StopGradient StridedSlice Tile
    TopKV2 Transpose Unpack Where ZerosLike
    TensorListElementShape TensorListFromTensor TensorListGetItem TensorListLength TensorListReserve TensorListSetItem TensorListStack
"""
RUNNING = """
    Assert AssignVariableOp Const DisableCopyOnRead EnsureShape Identity IdentityN If NoOp PartitionedCall Placeholder ReadVariableOp
    StatefulPartitionedCall StatelessIf StatelessWhile VarHandleOp VarIsInitializedOp While
    StatelessRandomGetAlg StatelessRandomGetKeyCounter StatelessRandomNormalV2 StatelessRandomUniform StatelessRandomUniformV2
    StatelessRandomUniformFullIntV2 StatelessRandomUniformIntV2 StatelessTruncatedNormalV2
    DecodePng EncodePng
"""
ALLOWED = frozenset((ARITHMETIC + SHAPING + RUNNING).split())
KEEPING = frozenset(("SaveV2", "RestoreV2", "MergeV2Checkpoints", "ShardedFilename", "StaticRegexFullMatch", "StringJoin"))
MAX_BYTES = 256 << 20  # of a description: variables lie elsewhere


def read_graphs(folder: pathlib.Path) -> list[MetaGraphDef]:
    """Of the SavedModel in a folder, one at least, from its description alone. Raises InputError where it cannot be read."""
    try:
        path = folder / "saved_model.pb"
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"{folder}: its description is over {MAX_BYTES:,} bytes")
        graphs = SavedModel.FromString(path.read_bytes()).meta_graphs
    except OSError as error:
        raise InputError(f"{folder}: {error.strerror or error}") from None
    except Exception as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{folder} is damaged: {type(error).__name__}: export it again") from None  # protobuf's DecodeError
    if not graphs:
        raise InputError(f"{folder} is damaged: no graph in it: export it again")
    return list(graphs)


def check_operations(folder: pathlib.Path) -> None:
    """Raises InputError where the SavedModel in a folder holds an operation that no colouring needs, or cannot be read."""
    graphs = read_graphs(folder)
    if not all(graph.object_graph_def.nodes for graph in graphs):
        raise InputError(f"{folder} is no SavedModel of TensorFlow 2: export it again")
    for graph in graphs:
        found = forbidden(graph)
        if found:
            said = f"{folder} holds operations that colour nothing ({', '.join(sorted(found)[:5])})"
            raise InputError(f"{said}: it may read or write files or run programs; --trust loads it all the same")


def forbidden(graph: MetaGraphDef) -> set[str]:
    """Names of operations that are not allowed where they stand, and of functions that keep variables and are called from elsewhere."""
    functions = {function.signature.name: function for function in graph.graph_def.library.function}
    savers = {name.partition(":")[0] for name in (graph.saver_def.save_tensor_name, graph.saver_def.restore_op_name)}
    called_by_savers = {name for node in graph.graph_def.node if node.name in savers for name in _called(node)}
    keeping = {name for name in called_by_savers & functions.keys() if any(node.op in KEEPING for node in functions[name].node_def)}
    found = {name for each in graph.object_graph_def.nodes for name in _offered(each)} & keeping
    for node in graph.graph_def.node:
        found |= {node.op} - ALLOWED
        found |= set() if node.name in savers else _called(node) & keeping
    for name, function in functions.items():
        allowed = ALLOWED | KEEPING if name in keeping else ALLOWED
        for node in function.node_def:
            found |= ({node.op} - allowed - functions.keys()) | (_called(node) & keeping)
    outputs = {info.name.partition(":")[0] for each in graph.signature_def.values() for info in each.outputs.values()}
    return found | (outputs & savers)


def _called(node: NodeDef) -> set[str]:
    """Names of functions that a node may call."""
    found = set()
    for value in node.attr.values():
        found.add(value.func.name)
        found |= {function.name for function in value.list.func}
    return (found | {node.op}) - {""}


def _offered(node) -> list[str]:
    """Names of functions that a loaded object offers."""
    return [*node.function.concrete_functions, node.bare_concrete_function.concrete_function_name]
